/** A host as main sees it, whichever kind of process it is: child.ts headless, electron.ts in the desktop app. */

/** Name of its file in native-bridge/host: `.ts` in the repository, `.js` in the built app. */
export type HostEntry = 'compute' | 'recognition' | 'work';

export interface HostProcess {
  /** Undefined where it could not be started, or has ended. */
  readonly pid: number | undefined;
  /** Whether it can still receive messages. */
  readonly alive: boolean;
  /** Typed arrays cross as they are (structured clone). @param failed called where the line is broken */
  send(message: object, failed?: (reason: Error) => void): void;
  /** Gives it one end of a MessagePort of Electron's; a child process of Node can have none. */
  connect?(port: unknown): void;
  onMessage(hear: (message: unknown) => void): void;
  /** It could not be started. */
  onError(hear: (error: Error) => void): void;
  /** @param hear is called with the signal, or the exit status */
  onExit(hear: (status: number | null, signal: string | null) => void): void;
  /** Ends it at once. */
  kill(): void;
  /** Nothing more is wanted of it; it ends without being asked, and nobody is notified. */
  release(): void;
  /** The last lines that it printed, for the message about its end. */
  printed(): string;
}

export type HostLauncher = (entry: HostEntry, environment: Readonly<Record<string, string>>) => HostProcess;

/** Keeps the end of what streams carry. */
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
