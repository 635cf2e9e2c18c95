import type { Channel, EventName } from '../../main/ipc/contract.ts';
import type { Failure } from '../../main/ipc/schemas/common.ts';

export type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly failure: Failure };

/** Connection state of a transport. */
export interface Receiver {
  event(name: EventName, payload: unknown): void;
  /** False from the loss of the connection to its return. */
  connected(is: boolean): void;
}

/** A connection to main: a WebSocket in the browser lab, the preload's bridge in Electron. */
export interface Transport {
  /** Always answers; a lost request resolves to a failure with a message. */
  ask(channel: Channel, input: unknown): Promise<Answer>;
  /** Called once, before any request. */
  open(receiver: Receiver): void;
  /** Retries at once instead of waiting. */
  retry(): void;
}
