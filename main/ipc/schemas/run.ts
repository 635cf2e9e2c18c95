/** Runs: one training each, in a queue. */
import { z } from 'zod';
import { BackendChoice, Network } from '../../../native-bridge/host/compute-messages.ts';
import { NextBatch, NextStep } from '../../../native-bridge/host/recognition-messages.ts';
import { Bytes, Failure, Id, Name, Share, Time } from './common.ts';
import { BackendId } from './device.ts';
import { ParameterTensor } from './model.ts';

const Count = z.int().min(0);
const Accuracy = z.number().min(0).max(1);
const Seed = z
  .int()
  .min(0)
  .max(2 ** 31);

export const RunSettings = z.strictObject({
  name: Name.optional(),
  dataset: Id,
  /** Split off the training pictures for this run only, if the dataset has no validation split. */
  validation: Share.optional(),
  /** The dataset's validation pictures are trained on too: none are left for model selection. */
  joinValidation: z.literal(true).optional(),
  /** `custom` if a person has changed layers. */
  preset: z.string().max(80),
  network: Network,
  /** Those that differ from their defaults; checked against the hyperparameters' schema before a run is queued. */
  hyperparameters: z.record(z.string(), z.union([z.number(), z.string()])),
  backend: BackendChoice,
  seed: Seed,
  epochs: z.int().min(1).max(1_000_000),
  /** What it is initialized from: the base model, a model of the lab by its number, or nothing. Absent: as the preset says. */
  from: z.union([z.enum(['base', 'none']), Id]).optional(),
  /** Epochs are kept for later inspection: parameters and the optimizer's state, see native-bridge/training/kept-epochs.ts. */
  keepEpochs: z.literal(true).optional(),
  /** Created from that trial of a sweep. */
  trial: z.strictObject({ sweep: Id, number: Count }).optional(),
});
export type RunSettings = z.infer<typeof RunSettings>;

/** A run is in one of these states; each has only its own fields. */
export const RunState = z.discriminatedUnion('kind', [
  /** `place` in the queue, from 1. `waitsFor`: the name of the sweep that the machine is busy with. */
  z.object({ kind: z.literal('queued'), place: Id, waitsFor: z.string().optional() }),
  /** `step` until the first epoch: reading pictures, building kernels. */
  z.object({ kind: z.literal('training'), since: Time, step: z.string().nullable() }),
  z.object({ kind: z.literal('pausing') }),
  z.object({ kind: z.literal('finishing'), at: z.enum(['last', 'best']) }),
  z.object({ kind: z.literal('paused') }),
  z.object({
    kind: z.literal('done'),
    /** The epoch that the model's parameters are from. */
    epoch: Count,
    trainAccuracy: Accuracy,
    validationAccuracy: Accuracy.nullable(),
    /** Null if there is no test split, or it is frozen. */
    testAccuracy: Accuracy.nullable(),
    model: Id,
  }),
  /** `resumable` if there is a checkpoint. */
  z.object({ kind: z.literal('failed'), error: Failure, resumable: z.boolean() }),
]);
export type RunState = z.infer<typeof RunState>;

export const RunSummary = z.object({
  id: Id,
  name: z.string(),
  createdAt: Time,
  settings: RunSettings,
  datasetName: z.string(),
  datasetVersion: Id,
  /** Trained parameters. */
  parameters: Count,
  state: RunState,
  /** Completed epochs. */
  epochs: Count,
  cost: z.number().nullable(),
  /** Of the last full pass over the training split: of the model once it exists, else of the last epoch that had one. */
  trainAccuracy: Accuracy.nullable(),
  /** During the last epoch, see EpochColumns; null in runs of older versions. */
  duringAccuracy: Accuracy.nullable(),
  validationAccuracy: Accuracy.nullable(),
  /** Best validation accuracy so far and its epoch; null without a validation split. */
  best: z.object({ epoch: Count, validationAccuracy: Accuracy }).nullable(),
  /** Which backend trains it and why; null until it has started. */
  backend: z.object({ id: BackendId, why: z.string(), device: z.string() }).nullable(),
  /** Of training, over all sessions. */
  seconds: z.number().min(0),
  /** Runs of one "Reproduce the course" share this. */
  group: Id.nullable(),
});
export type RunSummary = z.infer<typeof RunSummary>;

/** Epochs `from`, `from + 1`, ... as columns: thousands of them fit into one message. */
export const EpochColumns = z.object({
  from: Count,
  cost: z.array(z.number()),
  seconds: z.array(z.number()),
  learningRate: z.array(z.number().nullable()),
  /** Of a full pass over the training split after the epoch, if one was made. */
  trainAccuracy: z.array(Accuracy.nullable()),
  /** Measured while training: each mini-batch before its step, with augmentation and dropout if the run has them. */
  duringAccuracy: z.array(Accuracy.nullable()),
  validationCost: z.array(z.number().nullable()),
  validationAccuracy: z.array(Accuracy.nullable()),
});
export type EpochColumns = z.infer<typeof EpochColumns>;

/** Progress of a training run; at most 10 a second. */
export const Pace = z.object({
  imagesPerSecond: z.number().min(0),
  /** Null until it is known. */
  secondsLeft: z.number().min(0).nullable(),
  /** Resident bytes of the compute host and of this process. */
  memory: z.object({ host: Count, main: Count }),
});
export type Pace = z.infer<typeof Pace>;

export const RunEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('changed'), run: RunSummary }),
  z.object({ kind: z.literal('epochs'), run: Id, columns: EpochColumns, pace: Pace }),
  z.object({ kind: z.literal('removed'), run: Id }),
]);
export type RunEvent = z.infer<typeof RunEvent>;

/** A hyperparameter as a form shows it. */
export const HyperparameterField = z.object({
  key: z.string(),
  title: z.string(),
  /** One line: what it does, and why its default is what it is. */
  why: z.string(),
  value: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('number'),
      integer: z.boolean(),
      default: z.number(),
      min: z.number().nullable(),
      max: z.number().nullable(),
      /** Whether min and max themselves are excluded. */
      minExcluded: z.boolean(),
      maxExcluded: z.boolean(),
    }),
    z.object({ kind: z.literal('choice'), default: z.string(), choices: z.array(z.string()) }),
  ]),
  /** It has an effect only if another one has one of these values. */
  onlyWith: z.object({ key: z.string(), values: z.array(z.string()) }).nullable(),
});
export type HyperparameterField = z.infer<typeof HyperparameterField>;

/** A network with its default training settings. */
export const Preset = z.object({
  name: z.string(),
  /** For six classes: the last layer is adapted to the dataset's classes. */
  network: Network,
  epochs: z.int().min(1),
  /** What a run with it is initialized from by default. */
  from: z.enum(['base', 'none']),
  /** Those that differ from the fields' own defaults. */
  hyperparameters: z.record(z.string(), z.union([z.number(), z.string()])),
});
export type Preset = z.infer<typeof Preset>;

/** One of a run's kept epochs: its parameters by then, and what its next optimizer step would use. */
export const KeptParameters = z.object({
  network: Network,
  tensors: z.array(ParameterTensor),
  /** `slots`: `m/W1`, `v/W1` ... of Adam, `u/W1` ... of SGD. */
  optimizer: NextStep.extend({ slots: z.array(ParameterTensor) }),
  /** By picture ids of the run's dataset. */
  nextBatch: NextBatch,
});
export type KeptParameters = z.infer<typeof KeptParameters>;

const One = z.strictObject({ run: Id });

export const RUN_REQUESTS = {
  /** Newest first. */
  'runs.list': {
    input: z.strictObject({ offset: Count.default(0), limit: z.int().min(1).max(500).default(200) }),
    output: z.object({ total: Count, runs: z.array(RunSummary) }),
  },
  'runs.get': { input: One, output: RunSummary },
  'runs.epochs': { input: z.strictObject({ run: Id, from: Count }), output: EpochColumns },
  'runs.options': {
    input: z.strictObject({}),
    output: z.object({ hyperparameters: z.array(HyperparameterField), presets: z.array(Preset) }),
  },
  /** How many training pictures a run would split off for validation; `problem`, as text, if it cannot. */
  'runs.carved': {
    input: z.strictObject({ dataset: Id, share: Share, seed: Seed }),
    output: z.object({ pictures: Count, problem: z.string().nullable() }),
  },
  /** Puts it into the queue. */
  'runs.start': { input: RunSettings, output: RunSummary },
  /** A queued run becomes paused; a training one finishes its step and keeps its last completed epoch. */
  'runs.pause': { input: One, output: RunSummary },
  /** Back into the queue: a paused or failed run. */
  'runs.resume': { input: One, output: RunSummary },
  /** Stops and makes the model, from the last epoch or from the one with the best validation accuracy. */
  'runs.finish': { input: z.strictObject({ run: Id, at: z.enum(['last', 'best']) }), output: RunSummary },
  /** `epochs`: the new total of the run. */
  'runs.extend': { input: z.strictObject({ run: Id, epochs: z.int().min(1).max(1_000_000) }), output: RunSummary },
  /** To that place in the queue, from 1. */
  'runs.move': { input: z.strictObject({ run: Id, place: Id }), output: RunSummary },
  'runs.rename': { input: z.strictObject({ run: Id, name: Name }), output: RunSummary },
  'runs.remove': { input: One, output: z.null() },
  'runs.restore': { input: One, output: RunSummary },
  /** "Reproduce the course": `seeds` runs that differ only in their two seeds. */
  'runs.reproduce': {
    input: z.strictObject({ dataset: Id, seeds: z.int().min(1).max(100), epochs: z.int().min(1).max(10_000) }),
    output: z.object({ group: Id, runs: z.array(RunSummary) }),
  },
  /** Ascending; an epoch is numbered by how many completed ones precede it, 0 is before training. Empty if none is kept. */
  'runs.kept': { input: One, output: z.object({ epochs: z.array(Count), bytes: Count }) },
  'runs.keptParameters': { input: z.strictObject({ run: Id, epoch: Count }), output: KeptParameters },
  /** A run's curves as an event file of TensorBoard. */
  'runs.tensorboard': { input: One, output: z.object({ name: z.string(), bytes: Bytes }) },
  'runs.groups': {
    input: z.strictObject({}),
    output: z.array(z.object({ group: Id, createdAt: Time, datasetName: z.string(), runs: z.array(RunSummary) })),
  },
} as const;
