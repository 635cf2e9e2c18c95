/** The record of a trial: a row in the table, in the file and in every export. */
import { z } from 'zod';
import { Values } from './space.ts';

/** Where a trial's values come from. */
export const Origin = z.enum([
  /** The preset's defaults: the point that everything is compared with. */
  'default',
  /** Given by a person. */
  'guess',
  'sampler',
  /** Taken over, with its result, from the sweep that this one continues. */
  'earlier',
]);
export type Origin = z.infer<typeof Origin>;

export const TrialState = z.enum([
  /** Given by a person, not started. */
  'waiting',
  'running',
  /** It has reached a rung and may be promoted. */
  'paused',
  'complete',
  /** Stopped by the scheduler. */
  'pruned',
  /** A cost or a parameter became infinite or NaN: a result, not an error. */
  'diverged',
  /** Its network is invalid: refused before any training. */
  'impossible',
  /** The machine failed (out of memory, a crashed worker) more than once. */
  'failed',
]);
export type TrialState = z.infer<typeof TrialState>;

const Score = z.number().nullable();

export const Trial = z.strictObject({
  number: z.int().min(0),
  values: Values,
  origin: Origin,
  state: TrialState,
  /** One per objective, in the plan's order, at the best epoch; null if there is none (yet). */
  scores: z.array(Score).nullable(),
  /** The first objective of each seed or fold at the best epoch. */
  replicates: z.array(z.number()),
  /** 95 % interval of the first objective: Student's t for the mean over replicates, Wilson's for a single one. */
  interval: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
  /** The epoch with the best mean score, counted from 0; null before the first. */
  bestEpoch: z.int().min(0).nullable(),
  /** Whole epochs done. */
  epochs: z.int().min(0),
  /** Training time of all replicates together. */
  seconds: z.number().min(0),
  /** Number of trained parameters; null if it is impossible. */
  parameters: z.int().min(0).nullable(),
  /** Why it failed, diverged or is impossible. */
  reason: z.string().nullable(),
  /** ms since 1970. */
  beganAt: z.int().nullable(),
  endedAt: z.int().nullable(),
});
export type Trial = z.infer<typeof Trial>;

/** Trials in these states have ended. */
export const ENDED: ReadonlySet<TrialState> = new Set(['complete', 'pruned', 'diverged', 'impossible', 'failed']);

/** The scores of one epoch of a trial, means over its replicates. */
export const TrialEpoch = z.strictObject({
  trial: z.int().min(0),
  epoch: z.int().min(0),
  cost: z.number(),
  validationLoss: z.number(),
  validationAccuracy: z.number(),
});
export type TrialEpoch = z.infer<typeof TrialEpoch>;

/** One stretch of work on one lane of one worker, as shown in the timeline. */
export const Piece = z.strictObject({
  trial: z.int().min(0),
  /** `this machine`, or a worker's name. */
  worker: z.string(),
  lane: z.int().min(0),
  from: z.int().min(0),
  until: z.int().min(0),
  /** ms since 1970. */
  beganAt: z.number(),
  endedAt: z.number(),
});
export type Piece = z.infer<typeof Piece>;

/**
 * A trial's predictions for its validation pictures at its best epoch: those of the first seed, or with folds every
 * picture once, by the fold that did not train on it.
 */
export const TrialAnswers = z.strictObject({
  trial: z.int().min(0),
  /** Which pictures: the number of a `ValidationPictures`. */
  pictures: z.int().min(0),
  /** (n) predicted class. */
  predicted: z.custom<Uint16Array>((value) => value instanceof Uint16Array),
});
export type TrialAnswers = z.infer<typeof TrialAnswers>;

/** The validation pictures of all trials with the same validation seed; stored once. */
export const ValidationPictures = z.strictObject({
  number: z.int().min(0),
  /** The split that they come from, and (n) their indices in it. */
  split: z.enum(['train', 'validation']),
  places: z.custom<Int32Array>((value) => value instanceof Int32Array),
  labels: z.custom<Int32Array>((value) => value instanceof Int32Array),
});
export type ValidationPictures = z.infer<typeof ValidationPictures>;

/** One retraining of one of the best trials with a seed that the sweep has not used; the score is of its last epoch. */
export const FreshScore = z.strictObject({ trial: z.int().min(0), seed: z.int().min(0), score: z.number() });
export type FreshScore = z.infer<typeof FreshScore>;
