/** A host as a child process of Node: how everything but the desktop app starts it. */
import { fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { type HostEntry, type HostProcess, tailOf } from './host-process.ts';

const ENTRIES = join(import.meta.dirname, '../../native-bridge/host');

export function startChild(entry: HostEntry, environment: Readonly<Record<string, string>>): HostProcess {
  const child = fork(join(ENTRIES, entry + extname(import.meta.filename)), [], {
    env: { ...process.env, ...environment },
    // Structured clone: typed arrays are passed as they are.
    serialization: 'advanced',
    // What native libraries print must never reach the lab's standard output, which other programs read.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
  return {
    get pid() {
      return child.pid;
    },
    get alive() {
      return child.connected;
    },
    send(message, failed) {
      if (child.connected) child.send(message, (error) => error && failed?.(error));
      else failed?.(new Error('it has ended'));
    },
    onMessage: (hear) => void child.on('message', hear),
    onError: (hear) => void child.on('error', hear),
    onExit: (hear) => void child.on('exit', hear),
    kill: () => void child.kill('SIGKILL'),
    release() {
      child.removeAllListeners('exit');
      if (child.connected) child.disconnect();
    },
    printed: tailOf([child.stdout, child.stderr]),
  };
}
