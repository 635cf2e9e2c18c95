/** The plan of a sweep, without its pictures: one schema for the page, the command line and the compute host. */
import { z } from 'zod';
import { BACKEND_IDS } from '../backends/backend.ts';
import { Network } from '../convnet/network.ts';
import type { Direction } from './history.ts';
import { SAMPLER_KINDS } from './sampler.ts';
import { SchedulerSettings } from './schedulers/index.ts';
import { Space, Values } from './space.ts';

/** What trials are judged by. The first objective of a sweep is one of the two validation scores: schedulers use it. */
export const OBJECTIVES = [
  'validationAccuracy',
  'validationLoss',
  /** Number of trained parameters. */
  'parameters',
  /** Seconds for one picture through the exported network in ONNX Runtime, the median of many. */
  'latency',
  /** Seconds of training per epoch, the median over the trial. */
  'epochSeconds',
] as const;
export const Objective = z.enum(OBJECTIVES);
export type Objective = z.infer<typeof Objective>;

export const DIRECTIONS: Readonly<Record<Objective, Direction>> = {
  ...{ validationAccuracy: 'maximize', validationLoss: 'minimize' },
  ...{ parameters: 'minimize', latency: 'minimize', epochSeconds: 'minimize' },
};

export const MOST_TRIALS = 100_000;
export const MOST_FOLDS = 20;

/** New trials start until one of the two is reached; at least one is given. */
export const Budget = z
  .strictObject({
    trials: z.int().min(1).max(MOST_TRIALS).nullable(),
    /** Training time, without pauses. */
    minutes: z
      .number()
      .positive()
      .max(7 * 24 * 60)
      .nullable(),
  })
  .refine(({ trials, minutes }) => trials !== null || minutes !== null, 'a number of trials or of minutes is needed');
export type Budget = z.infer<typeof Budget>;

export const SweepPlan = z.strictObject({
  /** The preset whose network and hyperparameters every trial starts from; `custom` for a custom network. */
  preset: z.string().min(1).max(80),
  /** Replaces the preset's network. */
  network: Network.nullable(),
  /** Fixed values that override the preset's. */
  hyperparameters: z.record(z.string(), z.union([z.number(), z.string()])),
  space: Space,
  /** Tried after the preset's defaults and before what the sampler proposes. */
  guesses: z.array(Values).max(1000),
  sampler: z.enum(SAMPLER_KINDS),
  /** Grid points of a real dimension. */
  gridPoints: z.int().min(2).max(1000).default(5),
  scheduler: SchedulerSettings,
  objectives: z
    .array(Objective)
    .min(1)
    .max(OBJECTIVES.length)
    .refine((all) => new Set(all).size === all.length, 'an objective is named twice')
    .refine(([first]) => first === 'validationAccuracy' || first === 'validationLoss', {
      message: 'the first objective must be validationAccuracy or validationLoss',
    }),
  budget: Budget,
  /** Maximum number of epochs of a trial. */
  epochs: z.int().min(1).max(100_000),
  /** Number of seeds that a trial is trained with; its score is their mean. */
  seeds: z.int().min(1).max(20),
  /** k-fold cross-validation over the training pictures; 0: a validation split. */
  folds: z
    .int()
    .min(0)
    .max(MOST_FOLDS)
    .refine((k) => k !== 1, 'one fold leaves nothing to train on: 0, or 2 and more'),
  /** Share of the training pictures that is split off for validation if the data has no validation split. */
  validation: z.number().gt(0).max(0.9),
  /** Seed of the sampler, the mini-batches and the splits; a trial's k-th seed is `seed + k`. */
  seed: z
    .int()
    .min(0)
    .max(2 ** 31),
  backend: z.enum(['auto', ...BACKEND_IDS]),
  /** Concurrent trials on this machine; null: one per core. */
  lanes: z.int().min(1).max(256).nullable(),
  /** At the end the best few are trained again with seeds that the sweep has not used. `best` 0: none. */
  fresh: z.strictObject({ best: z.int().min(0).max(10), seeds: z.int().min(2).max(20) }),
});
export type SweepPlan = z.infer<typeof SweepPlan>;
