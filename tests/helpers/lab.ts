/** Runs `signs-lab` as a person or a program does: a real process, its real streams. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const entry = join(import.meta.dirname, '../../main/cli/signs-lab.ts');

export interface Ran {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as JSON, one object per line. */
  lines<T = Record<string, unknown>>(): T[];
}

export interface LabOptions {
  cwd?: string;
  env?: Record<string, string>;
  onStart?(child: ReturnType<typeof spawn>): void;
  /** Called with every line of standard output as it arrives; may kill the process. */
  onLine?(line: string, child: ReturnType<typeof spawn>): void;
}

export function lab(args: readonly string[], options: LabOptions = {}): Promise<Ran> {
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A separate process group, so that a test can press Ctrl+C as a terminal does.
    detached: true,
  });
  options.onStart?.(child);
  let [stdout, stderr, pending] = ['', '', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) options.onLine?.(line, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) =>
      resolve({
        ...{ status, signal, stdout, stderr },
        lines: <T>() =>
          stdout
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line) as T),
      }),
    );
  });
}

/** `skip` reason for tests that train on TensorFlow, as the lab itself reports it; false if it can run. */
export async function withoutTensorFlow(): Promise<string | false> {
  const { stdout, stderr } = await lab(['doctor', '--json']);
  const doctor = JSON.parse(stdout || '{"backends":[]}') as {
    backends: { id: string; available: boolean; reason: string }[];
  };
  const row = doctor.backends.find(({ id }) => id === 'tensorflow');
  if (row?.available) return false;
  return `tensorflow cannot run here: ${row?.reason ?? stderr}`;
}
