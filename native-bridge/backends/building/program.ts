/** Child processes of a build: runs them to the end and keeps their output. */
import { spawn } from 'node:child_process';

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Called with every chunk that the program prints, on either stream. */
  readonly onOutput?: (text: string) => void;
}

export interface ProgramEnd {
  /** Exit status; null if the program could not be started or was killed. */
  readonly status: number | null;
  readonly output: string;
}

/**
 * Runs a program without a shell. A program that is missing or fails is a normal result, not an exception.
 * @throws DOMException AbortError if the signal ended it.
 */
export function runProgram(
  command: string,
  parameters: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramEnd> {
  const { cwd, env, signal, onOutput } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd,
      env,
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        onOutput?.(text);
      });
    }
    child.on('error', (error) =>
      signal?.aborted ? reject(signal.reason) : resolve({ status: null, output: error.message }),
    );
    child.on('close', (status) => (signal?.aborted ? reject(signal.reason) : resolve({ status, output })));
  });
}

/** The last lines of a program's output, for a message. */
export function lastLines(output: string, count: number): string {
  return output.trim().split('\n').slice(-count).join('\n');
}
