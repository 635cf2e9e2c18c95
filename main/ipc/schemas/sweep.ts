/** Sweeps: searches over hyperparameters and networks, one trial per point. */
import { z } from 'zod';
import {
  FreshScore,
  Piece,
  QueueState,
  SweepPlan,
  Trial,
  TrialState,
  Value,
  Values,
} from '../../../native-bridge/host/sweep-messages.ts';
import { Bytes, Failure, Id, Name, PackedIds, Time } from './common.ts';
import { BackendId } from './device.ts';
import { RunSummary } from './run.ts';

const Count = z.int().min(0);

export const SweepSettings = z.strictObject({
  name: Name.optional(),
  dataset: Id,
  ...SweepPlan.shape,
  /** Redis or Valkey, `redis://:password@host:port/0`: workers on other machines take trials too. Never stored or shown. */
  queue: z.string().max(1000).optional(),
  /** Starts with the results of that sweep's trials that are within the space. */
  continues: Id.optional(),
});
export type SweepSettings = z.infer<typeof SweepSettings>;

/** A sweep is in one of these states; each has only its own fields. */
export const SweepState = z.discriminatedUnion('kind', [
  /**
   * `place` among the sweeps that wait, from 1. The machine trains one thing at a time: `waitsFor` is the name of the run or
   * sweep that it is busy with, null if this one is about to start. `finishing`: the search has been ended, only the
   * best are trained again.
   */
  z.object({
    kind: z.literal('queued'),
    place: Id,
    waitsFor: z.string().nullable().default(null),
    finishing: z.boolean(),
  }),
  /** `step` until the first trial: reading pictures, building kernels. `fresh`: the best are trained again. */
  z.object({
    kind: z.literal('running'),
    since: Time,
    phase: z.enum(['trials', 'fresh']),
    step: z.string().nullable(),
  }),
  z.object({ kind: z.literal('pausing') }),
  /** No new trials; running ones are dropped and the best are trained again. */
  z.object({ kind: z.literal('finishing') }),
  z.object({ kind: z.literal('paused') }),
  z.object({ kind: z.literal('done') }),
  z.object({ kind: z.literal('failed'), error: Failure }),
]);
export type SweepState = z.infer<typeof SweepState>;

/** Scores of the best few with seeds that the sweep has not used. */
export const FreshResult = z.object({
  /** By trial, the sweep's best first; scores are of the first objective. */
  trials: z.array(
    z.object({
      trial: Count,
      /** Best score in the sweep. */
      score: z.number(),
      scores: z.array(FreshScore.omit({ trial: true })),
      mean: z.number(),
      /** 95 % interval of the mean, Student's t. */
      low: z.number(),
      high: z.number(),
    }),
  ),
  /** How much better the score of the sweep's best trial is than its mean with fresh seeds. Positive: too optimistic. */
  optimism: z.number(),
  /** Whether the first and the second of the fresh means differ: Welch's t-test, two-sided. Null with a single trial. */
  difference: z.object({ first: Count, second: Count, p: z.number(), differ: z.boolean() }).nullable(),
});
export type FreshResult = z.infer<typeof FreshResult>;

export const SweepSummary = z.object({
  id: Id,
  name: z.string(),
  createdAt: Time,
  /** Without the queue's address. */
  settings: SweepSettings.omit({ queue: true }),
  datasetName: z.string(),
  datasetVersion: Id,
  classes: z.array(z.string()),
  state: SweepState,
  backend: z.object({ id: BackendId, why: z.string(), device: z.string(), lanes: z.int().min(1) }).nullable(),
  /** Workers on other machines that have done work, by name. */
  workers: z.array(z.string()),
  /** Its queue while it runs with one: which workers take part, and which cannot and why. */
  queue: QueueState.nullable(),
  counts: z.record(TrialState, Count),
  /** The best completed trial by the first objective (or, while none is complete, the best of those with the most epochs). */
  best: z.object({ trial: Count, scores: z.array(z.number().nullable()), interval: Trial.shape.interval }).nullable(),
  /** Completed epochs, and seconds of training, of all trials. */
  epochs: Count,
  seconds: z.number().min(0),
  /** Wall time of the sessions so far, seconds; what a budget of minutes counts. */
  elapsed: z.number().min(0),
  /** Null if it is not known yet, or nothing is running. */
  secondsLeft: z.number().min(0).nullable(),
  fresh: FreshResult.nullable(),
  /** Runs that were created from its trials. */
  runs: z.array(z.object({ trial: Count, run: Id })),
});
export type SweepSummary = z.infer<typeof SweepSummary>;

/** Curves of many trials as columns, one entry per epoch, ascending by trial and epoch; means over a trial's replicates. */
export const CurveColumns = z.object({
  trial: PackedIds,
  epoch: PackedIds,
  /** float32, least significant byte first, one per entry. */
  cost: Bytes,
  validationLoss: Bytes,
  validationAccuracy: Bytes,
});
export type CurveColumns = z.infer<typeof CurveColumns>;

export const SweepEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('changed'), sweep: SweepSummary }),
  /** At most 10 a second: trials as they are now, epochs and pieces that have been added. */
  z.object({
    kind: z.literal('trials'),
    sweep: Id,
    trials: z.array(Trial),
    curves: CurveColumns,
    pieces: z.array(Piece),
  }),
  z.object({ kind: z.literal('removed'), sweep: Id }),
]);
export type SweepEvent = z.infer<typeof SweepEvent>;

/** Something that can be searched over, as the editor of a space shows it. */
export const TunableField = z.object({
  name: z.string(),
  title: z.string(),
  why: z.string(),
  group: z.enum(['training', 'augmentation', 'network', 'data']),
  /** The dimension that is proposed for it (Dimension of native-bridge/tuning/space.ts). */
  dimension: SweepPlan.shape.space.valueType,
  /** The preset's value. */
  current: Value.nullable(),
});
export type TunableField = z.infer<typeof TunableField>;

const One = z.strictObject({ sweep: Id });
const OneTrial = z.strictObject({ sweep: Id, trial: Count });
const Base = z.strictObject({
  preset: SweepPlan.shape.preset,
  network: SweepPlan.shape.network,
  hyperparameters: SweepPlan.shape.hyperparameters,
});

export const SWEEP_REQUESTS = {
  /** Newest first. */
  'sweeps.list': { input: z.strictObject({}), output: z.array(SweepSummary) },
  'sweeps.get': { input: One, output: SweepSummary },
  /** What can be searched over from that preset or network, the default space, and the preset's own point in it. */
  'sweeps.options': {
    input: Base,
    output: z.object({
      fields: z.array(TunableField),
      space: SweepPlan.shape.space,
      defaults: Values,
      epochs: z.int().min(1),
    }),
  },
  /** Whether a sweep is possible, without starting it: problems as text, with the dimension that they are about. */
  'sweeps.check': {
    input: SweepSettings,
    output: z.object({
      problems: z.array(z.object({ dimension: z.string().nullable(), message: z.string(), remedy: z.string() })),
      /** Points of the space; null where a real number is in it. Grid points where the sampler is a grid. */
      combinations: z.number().nullable(),
      /** About how many epochs the sweep will take; null without a number of trials. */
      epochs: z.number().nullable(),
      /** Share of 200 random points whose network is impossible. */
      impossible: z.number().min(0).max(1),
    }),
  },
  'sweeps.start': { input: SweepSettings, output: SweepSummary },
  /** Running trials are kept up to their last rung. */
  'sweeps.pause': { input: One, output: SweepSummary },
  'sweeps.resume': { input: One.extend({ queue: SweepSettings.shape.queue }), output: SweepSummary },
  /** Ends the search now and trains the best again with fresh seeds. */
  'sweeps.finish': { input: One, output: SweepSummary },
  /** A larger budget; a sweep that is done continues. */
  'sweeps.extend': { input: One.extend({ budget: SweepPlan.shape.budget }), output: SweepSummary },
  /** Trials chosen by hand: they come next. */
  'sweeps.addTrials': { input: One.extend({ values: z.array(Values).min(1).max(1000) }), output: SweepSummary },
  'sweeps.rename': { input: One.extend({ name: Name }), output: SweepSummary },
  'sweeps.remove': { input: One, output: z.null() },
  'sweeps.restore': { input: One, output: SweepSummary },
  'sweeps.trials': { input: One, output: z.array(Trial) },
  'sweeps.curves': { input: One, output: CurveColumns },
  'sweeps.pieces': { input: One, output: z.array(Piece) },
  /** A trial's answers on its validation pictures; null if it has not completed an epoch. */
  'sweeps.answers': {
    input: OneTrial,
    output: z
      .object({
        /** Picture ids of the dataset. */
        ids: PackedIds,
        /** (n) class, two bytes each, least significant first. */
        labels: Bytes,
        predicted: Bytes,
      })
      .nullable(),
  },
  /** An ordinary run with that trial's settings on train and validation together, for the trial's best number of epochs. */
  'sweeps.toRun': { input: OneTrial.extend({ name: Name.optional() }), output: RunSummary },
  /** Settings as `lab train --settings` reads them. */
  'sweeps.settings': { input: OneTrial, output: z.object({ json: z.string() }) },
  /** A file of all trials; pruned ones are left out on request, as the page does. */
  'sweeps.export': {
    input: One.extend({ format: z.enum(['csv', 'optuna', 'tensorboard']), pruned: z.boolean() }),
    output: z.object({ name: z.string(), bytes: Bytes }),
  },
} as const;
