import { decode, encode } from '@msgpack/msgpack';
import type { FrameAnswer } from '../../main/ipc/schemas/live.ts';
import type { FrameLine } from './frame-line.ts';
import { OneAnswer } from './one-answer.ts';

/** For the browser lab: a separate WebSocket, so that no large answer delays a frame. */
export class SocketLine implements FrameLine {
  readonly #url: string;
  readonly #answer = new OneAnswer();
  #socket: WebSocket | null = null;
  #frame = 0;

  constructor(url: string) {
    this.#url = url;
  }

  ask(models: readonly number[], pixels: Uint8Array, whole?: Uint8Array): Promise<FrameAnswer> {
    const answer = this.#answer.wait(() => this.close());
    const question = encode([++this.#frame, models, pixels, ...(whole ? [whole] : [])]);
    this.#socket ??= this.#open();
    const socket = this.#socket;
    if (socket.readyState === WebSocket.OPEN) socket.send(question);
    else socket.onopen = () => socket.send(question);
    return answer;
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#answer.broke();
  }

  /** A closed connection is ignored: the pending request belongs to another one. */
  #open(): WebSocket {
    const socket = new WebSocket(this.#url);
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket) this.#answer.came(decode(new Uint8Array(data)) as FrameAnswer);
    };
    socket.onclose = () => {
      if (this.#socket === socket) this.close();
    };
    return socket;
  }
}
