import { decode, encode } from '@msgpack/msgpack';
import type { Channel, EventName } from '../../main/ipc/contract.ts';
import type { Failure } from '../../main/ipc/schemas/common.ts';
import { t } from './messages/index.ts';
import type { Answer, Receiver, Transport } from './transport.ts';

/** Milliseconds before each retry; the last one is repeated. */
const BACK_OFF = [250, 500, 1000, 2000, 4000];
const lost = (): Failure => ({ message: t.connectionLost(), remedy: t.connectionLostRemedy(), badArgument: false });

type Message =
  | [id: 0, event: EventName, payload: unknown]
  | [id: number, ok: true, value: unknown]
  | [id: number, ok: false, failure: Failure];

/** MessagePack over a WebSocket: `[id, channel, input]` there, `[id, ok, value or failure]` and `[0, event, payload]` back. */
export class SocketTransport implements Transport {
  readonly #url: string;
  readonly #asked = new Map<number, (answer: Answer) => void>();
  readonly #waiting: Uint8Array<ArrayBuffer>[] = [];
  #receiver: Receiver | null = null;
  #socket: WebSocket | null = null;
  #timer = 0;
  #tries = 0;
  #last = 0;

  constructor(url: string) {
    this.#url = url;
  }

  open(receiver: Receiver): void {
    this.#receiver = receiver;
    this.#connect();
  }

  /** Requests before the first connection wait for it; later, without a connection, they fail at once. */
  ask(channel: Channel, input: unknown): Promise<Answer> {
    const id = ++this.#last;
    const bytes = encode([id, channel, input], { ignoreUndefined: true });
    return new Promise((resolve) => {
      const open = this.#socket?.readyState === WebSocket.OPEN;
      if (!open && this.#tries > 0) return resolve({ ok: false, failure: lost() });
      this.#asked.set(id, resolve);
      if (open) this.#socket?.send(bytes);
      else this.#waiting.push(bytes);
    });
  }

  retry(): void {
    if (this.#socket) return;
    clearTimeout(this.#timer);
    this.#connect();
  }

  #connect(): void {
    const socket = new WebSocket(this.#url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      this.#tries = 0;
      for (const bytes of this.#waiting.splice(0)) socket.send(bytes);
      this.#receiver?.connected(true);
    };
    socket.onmessage = ({ data }) => this.#receive(decode(new Uint8Array(data as ArrayBuffer)) as Message);
    socket.onclose = () => this.#lost();
    this.#socket = socket;
  }

  #receive(message: Message): void {
    if (message[0] === 0) {
      this.#receiver?.event(message[1] as EventName, message[2]);
      return;
    }
    const resolve = this.#asked.get(message[0]);
    this.#asked.delete(message[0]);
    if (message[1] === true) resolve?.({ ok: true, value: message[2] });
    else resolve?.({ ok: false, failure: message[2] as Failure });
  }

  #lost(): void {
    this.#socket = null;
    this.#waiting.length = 0;
    for (const resolve of this.#asked.values()) resolve({ ok: false, failure: lost() });
    this.#asked.clear();
    this.#receiver?.connected(false);
    this.#timer = window.setTimeout(() => this.#connect(), BACK_OFF[Math.min(this.#tries, BACK_OFF.length - 1)]);
    this.#tries++;
  }
}
