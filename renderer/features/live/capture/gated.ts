/** A source of gated pictures, a camera or a video: as seen by its settings and by the list of its pictures. */
import type { GateSettings, Refusal } from '../../../../datasets/capture/gate.ts';

/** Rejected pictures, by reason. */
export type Refused = Readonly<Partial<Record<Refusal | 'duplicate' | 'dropped', number>>>;

export interface Gated {
  readonly settings: { readonly gate: GateSettings };
  readonly refused: Refused;
  set(change: { gate: GateSettings }): void;
}

export interface Kept {
  readonly id: number;
  readonly label: number;
  readonly pixels: Uint8Array;
}

export interface Keeper {
  /** The last ones, newest first. */
  readonly kept: readonly Kept[];
  takeBack(kept: Kept): Promise<void>;
}
