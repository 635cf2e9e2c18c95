/**
 * One piece of a trial as whoever trains it gets it and gives it back: a lane of this machine or a worker of another one.
 * An order and a state are all that is needed in addition to the pictures, so a piece can go on anywhere.
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

/** Which training pictures a replicate learns from and which it is judged by. */
export const Division = z.discriminatedUnion('kind', [
  /** The data's own validation split. */
  z.strictObject({ kind: z.literal('own') }),
  /** `share` of the training pictures, stratified, whole groups, by that seed. */
  z.strictObject({ kind: z.literal('carved'), share: z.number().gt(0).max(0.9), seed: Seed }),
  /** Fold `fold` of `folds`, from 0; stratified, whole groups, by that seed. */
  z.strictObject({ kind: z.literal('fold'), fold: z.int().min(0), folds: z.int().min(2), seed: Seed }),
]);
export type Division = z.infer<typeof Division>;

/** A trial is trained once a replicate; its score is the mean. */
export const Replicate = z.strictObject({
  /** Of the mini-batches; the initial weights have `hyperparameters.initSeed + index`. */
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
  /** Epochs that it has, and will have after this piece. */
  from: z.int().min(0),
  until: z.int().min(1),
  /** Of a whole trial: a schedule of the learning rate may depend on it. */
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
  /** Mean of the first objective, better when higher (a loss is negated). */
  readonly score: number;
  /** Of the first replicate. */
  readonly parameters: Parameters;
  /** The first objective of each replicate. */
  readonly replicates: readonly number[];
  /** (n) predicted class of each validation picture: of the first replicate, or with folds of all folds one after the other. */
  readonly predicted: Uint16Array;
}

/** One epoch, means over the replicates. */
export interface WorkEpoch {
  readonly cost: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
}

export interface WorkResult {
  /** Of epochs `from`, `from + 1`, ...; fewer than ordered where it diverged or was cut short. */
  readonly epochs: readonly WorkEpoch[];
  /** Null if it diverged: it cannot go on. */
  readonly state: WorkState | null;
  /** Why it cannot go on; null if it can. */
  readonly diverged: string | null;
  /** Of training, all replicates together; and in the kernels alone. */
  readonly seconds: number;
  readonly kernelSeconds: number;
}

/** Somebody who trains pieces, several at the same time. */
export interface Crew {
  /** `this machine`, or what stands for all workers of a queue. */
  readonly name: string;
  /** How many pieces it takes at the same time, as of now; may change while workers come and go. */
  readonly places: number;
  /** Called when `places` or what is free has changed. */
  onChange(hear: () => void): void;
  /**
   * @param state null if `order.from` is 0
   * @param signal ends the piece after its current epoch; what there is by then is the result
   * @throws WorkError if the machine failed it: the piece may be given to somebody again; GivenBack if nobody began it
   */
  train(order: WorkOrder, state: WorkState | null, signal: AbortSignal): Promise<DoneWork>;
  close(): Promise<void>;
}

export interface DoneWork {
  readonly result: WorkResult;
  /** Who did it. */
  readonly worker: string;
  readonly lane: number;
  /** ms since 1970. */
  readonly beganAt: number;
  readonly endedAt: number;
}

/** A piece was not done, through no fault of the trial: a crashed worker, no memory. */
export class WorkError extends Error {
  override readonly name: string = 'WorkError';
  /** It has been tried as often as is worth it. */
  readonly enough: boolean;
  constructor(message: string, enough = false) {
    super(message);
    this.enough = enough;
  }
}

/** Nobody has begun it, and this crew has nobody left for it: that counts as no attempt. */
export class GivenBack extends WorkError {
  override readonly name = 'GivenBack';
}

/** A piece that ended before its first epoch. */
export function nothingDone(state: WorkState | null): DoneWork {
  const now = Date.now();
  const result = { epochs: [], state, diverged: null, seconds: 0, kernelSeconds: 0 };
  return { result, worker: '', lane: 0, beganAt: now, endedAt: now };
}
