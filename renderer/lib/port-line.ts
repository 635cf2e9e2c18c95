import type { PreloadApi, FRAMES as Tag } from '../../main/ipc/preload-api.ts';
import type { FrameAnswer } from '../../main/ipc/schemas/live.ts';
import type { FrameLine } from './frame-line.ts';
import { OneAnswer } from './one-answer.ts';

/** Data that comes with the port. */
const FRAMES: typeof Tag = 'lab:frames';

/** For the desktop app: one end of a MessagePort whose other end is in the recognition host. */
export class PortLine implements FrameLine {
  readonly #bridge: Pick<PreloadApi, 'openFrames'>;
  readonly #answer = new OneAnswer();
  #port: MessagePort | null = null;
  /** Stops waiting for a port. */
  #opening: AbortController | null = null;
  #frame = 0;

  constructor(bridge: Pick<PreloadApi, 'openFrames'>) {
    this.#bridge = bridge;
  }

  ask(models: readonly number[], pixels: Uint8Array, whole?: Uint8Array): Promise<FrameAnswer> {
    const answer = this.#answer.wait(() => this.close());
    // By copy: a port to a utility process accepts no buffers in its transfer list (electron#34905). A view would send
    // its whole buffer.
    const question = [++this.#frame, models, pixels.slice(), ...(whole ? [whole.slice()] : [])];
    if (this.#port) this.#port.postMessage(question);
    else this.#open((port) => port.postMessage(question));
    return answer;
  }

  close(): void {
    this.#opening?.abort();
    if (this.#port) this.#port.onmessage = null;
    this.#port?.close();
    this.#port = null;
    this.#answer.broke();
  }

  #open(then: (port: MessagePort) => void): void {
    const opening = new AbortController();
    const hear = (event: MessageEvent) => {
      const [port] = event.ports;
      if (event.source !== window || event.data !== FRAMES || !port) return;
      // Another waiting connection gets the next port.
      event.stopImmediatePropagation();
      opening.abort();
      then(this.#take(port));
    };
    window.addEventListener('message', hear, { signal: opening.signal });
    this.#opening = opening;
    this.#bridge.openFrames();
  }

  #take(port: MessagePort): MessagePort {
    this.#port = port;
    port.onmessage = ({ data }) => this.#answer.came(data as FrameAnswer);
    // When the host exits, its end closes.
    port.addEventListener('close', () => {
      if (this.#port === port) this.close();
    });
    return port;
  }
}
