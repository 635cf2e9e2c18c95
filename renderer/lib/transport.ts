import type { Channel, EventName } from '../../main/ipc/contract.ts';
import type { Failure } from '../../main/ipc/schemas/common.ts';

export type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly failure: Failure };

/** What a way to main says of itself. */
export interface Receiver {
  event(name: EventName, payload: unknown): void;
  /** False from the loss of the connection to its return. */
  connected(is: boolean): void;
}

/** One way to main: a WebSocket in the browser lab, the preload's bridge in Electron. */
export interface Transport {
  /** Always answers; what is lost on the way is a failure with words. */
  ask(channel: Channel, input: unknown): Promise<Answer>;
  /** Called once, before anything is asked. */
  open(receiver: Receiver): void;
  /** Tries at once instead of waiting for the next try. */
  retry(): void;
}
