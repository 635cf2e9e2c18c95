import { decode, encode } from '@msgpack/msgpack';
import type { FrameAnswer } from '../../main/ipc/nouns/live.ts';
import type { FrameLine } from './frame-line.ts';
import { OneAnswer } from './one-answer.ts';

/** The browser lab's: a WebSocket of its own, so that no large answer stands before a frame. */
export class SocketLine implements FrameLine {
  readonly #url: string;
  readonly #answer = new OneAnswer();
  #socket: Promise<WebSocket> | null = null;
  #frame = 0;

  constructor(url: string) {
    this.#url = url;
  }

  async ask(models: readonly number[], pixels: Uint8Array): Promise<FrameAnswer> {
    this.#socket ??= this.#open();
    const socket = await this.#socket;
    const answer = this.#answer.wait();
    socket.send(encode([++this.#frame, models, pixels]));
    return answer;
  }

  close(): void {
    void this.#socket?.then((socket) => socket.close()).catch(() => {});
  }

  #open(): Promise<WebSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(this.#url);
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => resolve(socket);
      socket.onmessage = ({ data }) => this.#answer.came(decode(new Uint8Array(data)) as FrameAnswer);
      socket.onclose = () => {
        this.#socket = null;
        reject(this.#answer.broke());
      };
    });
  }
}
