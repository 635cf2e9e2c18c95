/**
 * One piece as a job of the queue: small data as JSON. States and results are bytes (tuning/packed-state.ts) and are
 * stored separately on the server.
 */
import { z } from 'zod';
import { WorkOrder, type WorkResult } from '../tuning/work.ts';

export const JOB_NAME = 'piece';
/** A piece is given up after it has crashed more than this many compute hosts or workers. */
export const MOST_CRASHES = 2;

export const PieceJob = z.strictObject({
  order: WorkOrder,
  /** Whether it has a state, stored in the hash of states under the job's id. */
  state: z.boolean(),
  /** Measured seconds per epoch of this trial; null if not known. */
  epochSeconds: z.number().min(0).nullable(),
});
export type PieceJob = z.infer<typeof PieceJob>;

const Epoch = z.strictObject({ cost: z.number(), validationLoss: z.number(), validationAccuracy: z.number() });

/** A WorkResult without its state. */
export const Outcome = z.strictObject({
  epochs: z.array(Epoch),
  diverged: z.string().nullable(),
  seconds: z.number().min(0),
  kernelSeconds: z.number().min(0),
});
export type Outcome = z.infer<typeof Outcome>;

/** Epochs of a piece in progress, reported before its result as the job's progress. */
export const PieceProgress = z.strictObject({
  /** Number of the first one within the trial. */
  from: z.int().min(0),
  epochs: z.array(Epoch),
});
export type PieceProgress = z.infer<typeof PieceProgress>;

/** Exactly those fields, because transferred data is validated strictly. */
export function outcomeOf({ epochs, diverged, seconds, kernelSeconds }: WorkResult): Outcome {
  return { epochs: [...epochs], diverged, seconds, kernelSeconds };
}

/** The job's return value from a worker. */
export const PieceDone = z.strictObject({
  outcome: Outcome,
  /** Field of its state in the hash of results; null if it cannot continue. */
  state: z.string().nullable(),
  worker: z.string(),
  lane: z.int().min(0),
  /** ms since 1970, by the server's clock. */
  beganAt: z.number(),
  endedAt: z.number(),
});
export type PieceDone = z.infer<typeof PieceDone>;
