/** Where a worker's pieces are trained: the interface that main implements for this folder. */
import type { WorkEpoch, WorkOrder } from '../tuning/work.ts';
import type { Outcome } from './piece-job.ts';

/** Trains pieces: a compute host, as seen by this folder. */
export interface WorkPlace {
  /** Number of concurrent pieces. */
  readonly lanes: number;
  /**
   * @param signal ends it after the current epoch; the result is what was trained by then
   * @param onEpochs called from time to time with newly finished epochs; not with all of them, the result has them all
   * @throws Error if it failed: the host crashed or hung, or cannot train that network
   */
  train(piece: WorkPiece, signal: AbortSignal, onEpochs: OnEpochs): Promise<TrainedPiece>;
  close(): Promise<void>;
}

export type OnEpochs = (epochs: readonly WorkEpoch[]) => void;

export interface WorkPiece {
  readonly order: WorkOrder;
  /** Packed by tuning/packed-state.ts; null at the start of a trial. */
  readonly state: Uint8Array | null;
  /** Measured seconds per epoch; null if not known. */
  readonly epochSeconds: number | null;
  /** It has crashed before: no other piece may be in a host that it could crash. */
  readonly alone: boolean;
}

export interface TrainedPiece {
  readonly outcome: Outcome;
  readonly state: Uint8Array | null;
  readonly lane: number;
  /** ms since 1970. */
  readonly beganAt: number;
  readonly endedAt: number;
}
