/** The way of a camera's frames to the recognition host and back: beside the contract, one at a time. */
import { decode, encode } from '@msgpack/msgpack';
import type { FrameAnswer } from '../../main/ipc/nouns/live.ts';
import { LabError } from './lab-error.ts';

export interface FrameLine {
  /** (64,64,3) RGB for one or two models. Rejects with a LabError where the line breaks; the next question mends it. */
  ask(models: readonly number[], pixels: Uint8Array): Promise<FrameAnswer>;
  close(): void;
}

export function openFrameLine(): FrameLine {
  return new SocketLine(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/frames`);
}

interface Waiting {
  resolve(answer: FrameAnswer): void;
  reject(error: LabError): void;
}

const BROKEN = {
  message: 'The line to the recognition host broke.',
  remedy: 'It is opened again by itself.',
  badArgument: false,
};

/** The browser lab's: a WebSocket of its own, so that no large answer stands before a frame. */
class SocketLine implements FrameLine {
  readonly #url: string;
  #socket: Promise<WebSocket> | null = null;
  #waiting: Waiting | null = null;
  #frame = 0;

  constructor(url: string) {
    this.#url = url;
  }

  async ask(models: readonly number[], pixels: Uint8Array): Promise<FrameAnswer> {
    this.#socket ??= this.#open();
    const socket = await this.#socket;
    const frame = ++this.#frame;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      socket.send(encode([frame, models, pixels]));
    });
  }

  close(): void {
    void this.#socket?.then((socket) => socket.close()).catch(() => {});
  }

  #open(): Promise<WebSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(this.#url);
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => resolve(socket);
      socket.onmessage = ({ data }) => this.#settle((to) => to.resolve(decode(new Uint8Array(data)) as FrameAnswer));
      socket.onclose = () => {
        this.#socket = null;
        const error = new LabError(BROKEN);
        reject(error);
        this.#settle((to) => to.reject(error));
      };
    });
  }

  #settle(how: (to: Waiting) => void): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting) how(waiting);
  }
}
