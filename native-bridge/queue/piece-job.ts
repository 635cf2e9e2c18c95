/**
 * One piece as a job of the queue: small data as JSON. States are bytes (tuning/packed-state.ts) and have places of their
 * own on the server, as results have.
 */
import { z } from 'zod';
import { WorkOrder, type WorkResult } from '../tuning/work.ts';

export const JOB_NAME = 'piece';
/** A piece is given up when it has cost more compute hosts or workers their life than that. */
export const MOST_CRASHES = 2;

export const PieceJob = z.strictObject({
  order: WorkOrder,
  /** Whether a state goes with it, in the hash of states under the job's own id. */
  state: z.boolean(),
  /** Seconds of an epoch of this trial, as measured before; null if it has none. */
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

/** Epochs of a piece that is under way, reported before its result: a job's progress. */
export const PieceProgress = z.strictObject({
  /** Of the first of them, counted as the trial's. */
  from: z.int().min(0),
  epochs: z.array(Epoch),
});
export type PieceProgress = z.infer<typeof PieceProgress>;

/** Exactly those fields: what travels is checked strictly. */
export function outcomeOf({ epochs, diverged, seconds, kernelSeconds }: WorkResult): Outcome {
  return { epochs: [...epochs], diverged, seconds, kernelSeconds };
}

/** What a worker gives back: the job's return value. */
export const PieceDone = z.strictObject({
  outcome: Outcome,
  /** Field of its state in the hash of results; null if it cannot go on. */
  state: z.string().nullable(),
  worker: z.string(),
  lane: z.int().min(0),
  /** ms since 1970, by the server's clock. */
  beganAt: z.number(),
  endedAt: z.number(),
});
export type PieceDone = z.infer<typeof PieceDone>;
