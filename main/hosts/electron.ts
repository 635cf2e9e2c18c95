/** A host as a utility process: how the desktop app starts it, which by its fuses cannot run as Node. */
import { join } from 'node:path';
import { utilityProcess } from 'electron';
import { type HostEntry, type HostProcess, tailOf } from './host-process.ts';

const ENTRIES = join(import.meta.dirname, '../../native-bridge/host');

export function startUtility(entry: HostEntry, environment: Readonly<Record<string, string>>): HostProcess {
  const host = utilityProcess.fork(join(ENTRIES, `${entry}.js`), [], {
    env: { ...process.env, ...environment },
    serviceName: `Signs Lab ${entry} host`,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let ended = false;
  let released = false;
  host.on('exit', () => {
    ended = true;
  });
  return {
    get pid() {
      return host.pid;
    },
    get alive() {
      return !ended && !released;
    },
    send(message, failed) {
      if (ended) failed?.(new Error('it has ended'));
      else host.postMessage(message);
    },
    onMessage: (hear) => void host.on('message', hear),
    onError: (hear) => void host.on('error', (type, location) => hear(new Error(`${type} at ${location}`))),
    onExit: (hear) => void host.on('exit', (status) => released || hear(status, null)),
    kill: () => void host.kill(),
    // A utility process does not end with its line; what it had to write was written before its last message.
    release() {
      released = true;
      host.kill();
    },
    printed: tailOf([host.stdout, host.stderr]),
  };
}
