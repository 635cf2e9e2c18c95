/** What takes pictures through the gate, a camera or a video: as its settings and the list of its pictures see it. */
import type { GateSettings, Refusal } from '../../../../datasets/capture/gate.ts';

/** Pictures not kept, by reason. */
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
