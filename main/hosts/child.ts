/**
 * Starts a host. Headless it is a child process of Node; the desktop app will start an Electron utility process here
 * instead, and nothing else needs to know.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

const ENTRIES = join(import.meta.dirname, '../../native-bridge/host');

export function startHost(
  entry: 'compute.ts' | 'recognition.ts',
  environment: Record<string, string> = {},
): ChildProcess {
  return fork(join(ENTRIES, entry), [], {
    env: { ...process.env, ...environment },
    // Structured clone: typed arrays cross as they are.
    serialization: 'advanced',
    // What native libraries print must never reach our standard output, which programs read.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
}

/** The last lines that a host printed, for the message about its end. */
export function keepOutput(host: ChildProcess): () => string {
  let tail = '';
  for (const stream of [host.stdout, host.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-4000);
    });
  }
  return () => tail;
}
