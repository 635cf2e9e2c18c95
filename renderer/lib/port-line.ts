import type { FrameAnswer } from '../../main/ipc/nouns/live.ts';
import type { FrameLine } from './frame-line.ts';
import { OneAnswer } from './one-answer.ts';

/** As main/ipc/preload-api.ts has it: what comes with the port. */
const FRAMES = 'lab:frames';

/** The desktop app's: one end of a MessagePort, whose other end the recognition host has. */
export class PortLine implements FrameLine {
  readonly #bridge: { openFrames(): void };
  readonly #answer = new OneAnswer();
  #port: Promise<MessagePort> | null = null;
  #frame = 0;

  constructor(bridge: { openFrames(): void }) {
    this.#bridge = bridge;
  }

  async ask(models: readonly number[], pixels: Uint8Array): Promise<FrameAnswer> {
    this.#port ??= this.#open();
    const port = await this.#port;
    const answer = this.#answer.wait();
    // By copy: a port to a utility process takes no buffers in its transfer list (electron#34905).
    port.postMessage([++this.#frame, models, pixels]);
    return answer;
  }

  close(): void {
    void this.#port?.then((port) => port.close());
  }

  #open(): Promise<MessagePort> {
    return new Promise((resolve) => {
      const hear = ({ source, data, ports: [port] }: MessageEvent) => {
        if (source !== window || data !== FRAMES || !port) return;
        window.removeEventListener('message', hear);
        port.onmessage = ({ data }) => this.#answer.came(data as FrameAnswer);
        // Where the host ends, its end closes.
        port.addEventListener('close', () => {
          this.#port = null;
          this.#answer.broke();
        });
        resolve(port);
      };
      window.addEventListener('message', hear);
      this.#bridge.openFrames();
    });
  }
}
