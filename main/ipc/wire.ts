/**
 * The browser lab's messages, in MessagePack: the page sends `[id, channel, input]`, id from 1; the lab answers
 * `[id, true, value]` or `[id, false, failure]`, and sends events as `[0, event, payload]`.
 */
import { decode, encode } from '@msgpack/msgpack';
import { z } from 'zod';
import type { Answer } from './answer.ts';
import type { EventName } from './contract.ts';

/** Uploads come in pieces of 1 MiB; the largest other message lists 100 000 pictures. */
export const MAX_MESSAGE_BYTES = 16 * 2 ** 20;

const Request = z.tuple([z.int().min(1), z.unknown(), z.unknown()]);

export interface Asked {
  readonly id: number;
  readonly channel: unknown;
  readonly input: unknown;
}

/** Null if the bytes are not a request: then the sender is not the page. */
export function readRequest(bytes: Uint8Array): Asked | null {
  try {
    const [id, channel, input] = Request.parse(decode(bytes));
    return { id, channel, input };
  } catch {
    return null;
  }
}

export function writeAnswer(id: number, answer: Answer): Uint8Array {
  return pack([id, answer.ok, answer.ok ? answer.value : answer.failure]);
}

export function writeEvent(event: EventName, payload: unknown): Uint8Array {
  return pack([0, event, payload]);
}

function pack(message: readonly unknown[]): Uint8Array {
  return encode(message, { ignoreUndefined: true });
}
