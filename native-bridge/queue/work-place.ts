/** Where a worker has its pieces trained: what this folder asks of main. */
import type { WorkEpoch, WorkOrder } from '../tuning/work.ts';
import type { Outcome } from './piece-job.ts';

/** Where pieces are trained: a compute host, as this folder knows it. */
export interface WorkPlace {
  /** Pieces at the same time. */
  readonly lanes: number;
  /**
   * @param signal ends it after the epoch under way; what there is by then is the result
   * @param onEpochs called now and then with the epochs that have ended since; not of all, the result has them
   * @throws Error if it was not done: the host crashed or hung, or cannot train that network
   */
  train(piece: WorkPiece, signal: AbortSignal, onEpochs: OnEpochs): Promise<TrainedPiece>;
  close(): Promise<void>;
}

export type OnEpochs = (epochs: readonly WorkEpoch[]) => void;

export interface WorkPiece {
  readonly order: WorkOrder;
  /** As tuning/packed-state.ts packs it; null at a trial's beginning. */
  readonly state: Uint8Array | null;
  /** Seconds of an epoch as measured before, null if they are not known. */
  readonly epochSeconds: number | null;
  /** It has crashed before: what it may crash now shall hold no other piece. */
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
