/** What the preload script gives the page as `window.lab`: the contract, and nothing else of Electron. */
import type { Channel, EventName } from './contract.ts';
import type { Failure } from './schemas/common.ts';

export interface PreloadApi {
  /** Always answers; an error becomes a Failure with a message. */
  request(
    channel: Channel,
    input: unknown,
  ): Promise<{ readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly failure: Failure }>;
  listen(hear: (event: EventName, payload: unknown) => void): void;
  /** Opens a channel for frames to the recognition host: its port comes as a message of the page's own window, with `FRAMES` as data. */
  openFrames(): void;
}

/** Electron's own channels that carry the contract. */
export const ASK = 'lab:ask';
export const EVENT = 'lab:event';
export const FRAMES = 'lab:frames';
