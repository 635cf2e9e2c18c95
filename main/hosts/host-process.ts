/** A host as main sees it, whichever kind of process it is: child.ts headless, electron.ts in the desktop app. */

/** Name of its file in native-bridge/host: `.ts` in the repository, `.js` in the built app. */
export type HostEntry = 'compute' | 'recognition' | 'work';

export interface HostProcess {
  /** Undefined if it could not be started, or has ended. */
  readonly pid: number | undefined;
  /** Whether it can still receive messages. */
  readonly alive: boolean;
  /** Typed arrays are passed as they are (structured clone). @param failed called if the channel is broken */
  send(message: object, failed?: (reason: Error) => void): void;
  /** Gives it one end of an Electron MessagePort; a child process of Node cannot have one. */
  connect?(port: unknown): void;
  onMessage(hear: (message: unknown) => void): void;
  /** It could not be started. */
  onError(hear: (error: Error) => void): void;
  /** @param hear is called with the signal, or the exit status */
  onExit(hear: (status: number | null, signal: string | null) => void): void;
  /** Kills it at once. */
  kill(): void;
  /** It is no longer needed: it ends by itself, and nobody is notified. */
  release(): void;
  /** The last lines that it printed, for the error about its death. */
  printed(): string;
}

export type HostLauncher = (entry: HostEntry, environment: Readonly<Record<string, string>>) => HostProcess;

/** Keeps the end of what the streams print. */
export function tailOf(streams: readonly (NodeJS.ReadableStream | null | undefined)[]): () => string {
  let tail = '';
  for (const stream of streams) {
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => {
      tail = (tail + text).slice(-4000);
    });
  }
  return () => tail;
}
