/** A host as a utility process: how the desktop app starts it, whose fuses keep it from running as Node. */
import { constants } from 'node:os';
import { join } from 'node:path';
import { type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron';
import { type HostEntry, type HostProcess, tailOf } from './host-process.ts';

const ENTRIES = join(import.meta.dirname, '../../native-bridge/host');

export function startUtility(entry: HostEntry, environment: Readonly<Record<string, string>>): HostProcess {
  const host = utilityProcess.fork(join(ENTRIES, `${entry}.js`), [], {
    env: { ...process.env, ...environment },
    serviceName: `Signs Lab ${entry} host`,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let state: 'open' | 'killed' | 'released' | 'ended' = 'open';
  host.on('exit', () => {
    if (state === 'open') state = 'ended';
  });
  return {
    get pid() {
      return host.pid;
    },
    get alive() {
      return state === 'open';
    },
    send(message, failed) {
      if (state === 'open') host.postMessage(message);
      else failed?.(new Error('it has ended'));
    },
    connect: (port) => host.postMessage({ kind: 'frames' }, [port as MessagePortMain]),
    onMessage: (hear) => void host.on('message', hear),
    onError: (hear) => void host.on('error', (type, location) => hear(new Error(`${type} at ${location}`))),
    onExit(hear) {
      host.on('exit', (status) => {
        const signal = state === 'killed' ? 'SIGKILL' : signalOf(status);
        if (state !== 'released') hear(signal ? null : status, signal);
      });
    },
    kill() {
      if (state === 'open') state = 'killed';
      end(host);
    },
    // A utility process does not end when its channel closes; it has written everything before its last message.
    release() {
      state = 'released';
      end(host);
    },
    printed: tailOf([host.stdout, host.stderr]),
  };
}

/** A host that has no process yet cannot be killed (electron#44009): then it is killed as soon as it has one. */
function end(host: UtilityProcess): void {
  if (!host.kill()) host.once('spawn', () => host.kill());
}

const DEATHS = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGSEGV', 'SIGTERM'] as const;

/** Electron passes on what `waitpid` returns: for a death by signal its number, plus 128 if core was dumped. */
function signalOf(status: number): NodeJS.Signals | null {
  if (process.platform === 'win32') return null;
  return DEATHS.find((signal) => constants.signals[signal] === (status & 0x7f)) ?? null;
}
