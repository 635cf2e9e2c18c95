/**
 * One piece of a trial as it is given to, and returned by, a lane of this machine or a worker on another one. Besides
 * the pictures, only an order and a state are needed, so a piece can continue anywhere.
 */
import { z } from 'zod';
import type { OptimizerState } from '../backends/backend.ts';
import { Network } from '../convnet/network.ts';
import type { Parameters } from '../convnet/tensor.ts';
import { Hyperparameters } from '../training/hyperparameters.ts';

const Seed = z
  .int()
  .min(0)
  .max(2 ** 32);

/** Which training pictures a replicate learns from, and which are for validation. */
export const Division = z.discriminatedUnion('kind', [
  /** The data's own validation split. */
  z.strictObject({ kind: z.literal('own') }),
  /** `share` of the training pictures, stratified, whole groups, with that seed. */
  z.strictObject({ kind: z.literal('splitOff'), share: z.number().gt(0).max(0.9), seed: Seed }),
  /** Fold `fold` of `folds`, from 0; stratified, whole groups, with that seed. */
  z.strictObject({ kind: z.literal('fold'), fold: z.int().min(0), folds: z.int().min(2), seed: Seed }),
]);
export type Division = z.infer<typeof Division>;

/** A trial is trained once for each replicate; its score is the mean. */
export const Replicate = z.strictObject({
  /** Seed of the mini-batches; that of the initial weights is `hyperparameters.initSeed + index`. */
  seed: Seed,
  index: z.int().min(0),
  division: Division,
});
export type Replicate = z.infer<typeof Replicate>;

export const WorkOrder = z.strictObject({
  trial: z.int().min(0),
  network: Network,
  hyperparameters: Hyperparameters,
  replicates: z.array(Replicate).min(1),
  /** Epochs before and after this piece. */
  from: z.int().min(0),
  until: z.int().min(1),
  /** Epochs of a complete trial: a learning rate schedule can depend on it. */
  epochs: z.int().min(1),
});
export type WorkOrder = z.infer<typeof WorkOrder>;

/** A replicate between two pieces. */
export interface ReplicateState {
  readonly parameters: Parameters;
  readonly optimizer: OptimizerState;
}

/** A trial between two pieces. */
export interface WorkState {
  readonly replicates: readonly ReplicateState[];
  readonly best: BestEpoch | null;
}

/** The epoch of the best mean score so far. */
export interface BestEpoch {
  readonly epoch: number;
  /** Mean of the first objective; higher is better (a loss is negated). */
  readonly score: number;
  /** Parameters of the first replicate. */
  readonly parameters: Parameters;
  /** The first objective of each replicate. */
  readonly replicates: readonly number[];
  /** (n) predicted class of each validation picture, by the first replicate or, with folds, by all folds in order. */
  readonly predicted: Uint16Array;
}

/** One epoch, means over the replicates. */
export interface WorkEpoch {
  readonly cost: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
}

export interface WorkResult {
  /** Epochs `from`, `from + 1`, ...; fewer than ordered if it diverged or was cut short. */
  readonly epochs: readonly WorkEpoch[];
  /** Null if it diverged and cannot continue. */
  readonly state: WorkState | null;
  /** Why it cannot continue; null if it can. */
  readonly diverged: string | null;
  /** Training time of all replicates together, and the part spent in kernels. */
  readonly seconds: number;
  readonly kernelSeconds: number;
}

/** Trains pieces, several at the same time. */
export interface Crew {
  /** `this machine`, or the name for all workers of a queue. */
  readonly name: string;
  /** How many pieces it can take at the same time right now; changes as workers come and go. */
  readonly places: number;
  /** Registers a callback for changes of `places` or of the free ones. */
  onChange(hear: () => void): void;
  /**
   * @param state null if `order.from` is 0
   * @param signal ends the piece after its current epoch; the result is what was trained by then
   * @throws WorkError if the machine failed: the piece can be tried again; GivenBack if nobody works on it any more
   */
  train(order: WorkOrder, state: WorkState | null, signal: AbortSignal): Promise<DoneWork>;
  close(): Promise<void>;
}

export interface DoneWork {
  readonly result: WorkResult;
  /** Name of the worker. */
  readonly worker: string;
  readonly lane: number;
  /** ms since 1970. */
  readonly beganAt: number;
  readonly endedAt: number;
}

/** A piece failed through no fault of the trial: a crashed worker, out of memory. */
export class WorkError extends Error {
  override readonly name: string = 'WorkError';
  /** Whether it has been tried often enough. */
  readonly enough: boolean;
  constructor(message: string, enough = false) {
    super(message);
    this.enough = enough;
  }
}

/** Nobody started it, or its worker is gone, and this crew has nobody left for it: it does not count as an attempt. */
export class GivenBack extends WorkError {
  override readonly name = 'GivenBack';
}

/** A piece that ended before its first epoch. */
export function nothingDone(state: WorkState | null): DoneWork {
  const now = Date.now();
  const result = { epochs: [], state, diverged: null, seconds: 0, kernelSeconds: 0 };
  return { result, worker: '', lane: 0, beganAt: now, endedAt: now };
}
