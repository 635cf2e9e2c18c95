/** What a sweep is asked to do, without its pictures: one schema for the page, the command line and the compute host. */
import { z } from 'zod';
import { BACKEND_IDS } from '../backends/backend.ts';
import { Network } from '../convnet/network.ts';
import type { Direction } from './history.ts';
import { SAMPLER_KINDS } from './sampler.ts';
import { SchedulerSettings } from './schedulers/index.ts';
import { Space, Values } from './space.ts';

/** What a trial is judged by. The first objective of a sweep is one of the two validation figures: schedulers follow it. */
export const OBJECTIVES = [
  'validationAccuracy',
  'validationLoss',
  /** Numbers that the network learns. */
  'parameters',
  /** Seconds of one picture through the exported network in ONNX Runtime, the median of many. */
  'latency',
  /** Seconds of training an epoch, the median of the trial's. */
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

/** New trials begin until one of the two is reached; at least one is given. */
export const Budget = z
  .strictObject({
    trials: z.int().min(1).max(MOST_TRIALS).nullable(),
    /** Of training, pauses left out. */
    minutes: z
      .number()
      .positive()
      .max(7 * 24 * 60)
      .nullable(),
  })
  .refine(({ trials, minutes }) => trials !== null || minutes !== null, 'a number of trials or of minutes is needed');
export type Budget = z.infer<typeof Budget>;

export const SweepPlan = z.strictObject({
  /** Names the preset whose network and hyperparameters every trial starts from; `custom` with a network of one's own. */
  preset: z.string().min(1).max(80),
  /** In place of the preset's network. */
  network: Network.nullable(),
  /** Fixed values, over the preset's own. */
  hyperparameters: z.record(z.string(), z.union([z.number(), z.string()])),
  space: Space,
  /** Tried after the preset's defaults and before what the sampler proposes. */
  guesses: z.array(Values).max(1000),
  sampler: z.enum(SAMPLER_KINDS),
  /** Points that a grid takes of a real dimension. */
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
  /** Most epochs of a trial. */
  epochs: z.int().min(1).max(100_000),
  /** A trial is trained with so many seeds; its score is their mean. */
  seeds: z.int().min(1).max(20),
  /** k-fold cross-validation over the training pictures; 0: a validation split. */
  folds: z
    .int()
    .min(0)
    .max(MOST_FOLDS)
    .refine((k) => k !== 1, 'one fold leaves nothing to train on: 0, or 2 and more'),
  /** Share of the training pictures that is carved off where the data bring no validation split. */
  validation: z.number().gt(0).max(0.9),
  /** Of the sampler, the mini-batches and the splits; a trial's k-th seed is `seed + k`. */
  seed: z
    .int()
    .min(0)
    .max(2 ** 31),
  backend: z.enum(['auto', ...BACKEND_IDS]),
  /** Trials at the same time on this machine; null: one a core. */
  lanes: z.int().min(1).max(256).nullable(),
  /** At the end the best few are trained again with seeds that the sweep has not seen. `best` 0: none. */
  fresh: z.strictObject({ best: z.int().min(0).max(10), seeds: z.int().min(2).max(20) }),
});
export type SweepPlan = z.infer<typeof SweepPlan>;
