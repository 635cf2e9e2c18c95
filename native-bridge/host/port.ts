/** The only file that knows whether a host is a child process of Node or an Electron utility process. */

interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', handler: (event: { data: unknown; ports?: LinePort[] }) => void): void;
}

/** An Electron MessagePort whose other end is in a page. */
export interface LinePort {
  postMessage(message: unknown): void;
  on(event: 'message', handler: (event: { data: unknown }) => void): void;
  start(): void;
}

export interface HostPort<Out> {
  send(message: Out): void;
  /** Sends the last message and ends the process once it is delivered. */
  finish(message: Out): void;
  onMessage(handler: (message: unknown) => void): void;
  /** Called when a port arrives with any message; never in a child process of Node. */
  onPort(handler: (port: LinePort) => void): void;
}

/** The channel to the process that started this one; the host ends when it closes. */
export function hostPort<Out>(): HostPort<Out> {
  const utility = (process as { parentPort?: UtilityPort }).parentPort;
  if (utility) {
    return {
      send: (message) => utility.postMessage(message),
      // The parent ends a utility process after reading the last message.
      finish: (message) => utility.postMessage(message),
      onMessage: (handler) =>
        utility.on('message', ({ data, ports }) => {
          if (!ports?.length) handler(data);
        }),
      onPort: (handler) =>
        utility.on('message', ({ ports = [] }) => {
          for (const port of ports) handler(port);
        }),
    };
  }
  process.on('disconnect', () => process.exit(0));
  // Ctrl+C, a closed terminal and `timeout` reach the whole process group; the parent gets them too and decides what to
  // do.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  const send = (message: Out, then?: () => void) =>
    process.send?.(message as object, undefined, {}, then ? () => then() : undefined);
  return {
    send: (message) => void send(message),
    finish: (message) => void send(message, () => process.exit(0)),
    onMessage: (handler) => void process.on('message', handler),
    onPort: () => {},
  };
}
