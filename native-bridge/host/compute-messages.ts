/**
 * What main and a compute host say to one another. A host serves one request: main sends it, events come back, the last
 * is `result`, `failed` or `restart`. Every message is checked once, where it arrives.
 */
import { z } from 'zod';
import { BACKEND_IDS } from '../backends/backend.ts';
import { Network } from '../convnet/network.ts';
import { PRESET_NAMES } from '../convnet/presets.ts';
import { FinderCard } from '../finder/card.ts';
import { EpochRecord, StartedFrom } from '../training/checkpoint-state.ts';
import { DataSource } from './data-source-messages.ts';
import { ExportRequest, Imported, ImportRequest, Unclear } from './dataset-files-messages.ts';
import { ModelCheck } from './model-check.ts';
import { SWEEP_EVENTS, SweepControl, SweepRequest } from './sweep-messages.ts';
import { RunId, SetEnding, SetOpened, SetRequest } from './training-set-messages.ts';

export { Network } from '../convnet/network.ts';
export { ArrayMap, DataSource } from './data-source-messages.ts';
export { ExportRequest, Imported, ImportRequest } from './dataset-files-messages.ts';
export type { SetRequest } from './training-set-messages.ts';

export const BackendChoice = z.enum(['auto', ...BACKEND_IDS]);
export type BackendChoice = z.infer<typeof BackendChoice>;
const Count = z.int().min(0);

export const TrainRequest = z.strictObject({
  kind: z.literal('train'),
  /** Absent in a resumed run: the checkpoint names its own. */
  data: DataSource.optional(),
  preset: z.string().optional(),
  /** In place of the preset's own layers; `preset` then is what the run calls it. */
  network: Network.optional(),
  backend: BackendChoice.optional(),
  epochs: z.int().min(1).max(1_000_000).optional(),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31)
    .optional(),
  /** `key=value` hyperparameters. */
  settings: z.array(z.string()),
  /** The run's folder. */
  out: z.string().min(1),
  resume: z.boolean(),
  /** A model of the lab, a run's folder or `base`, whose numbers the run begins with; `none`, or absent: from scratch. */
  from: z.string().min(1).optional(),
  /** False leaves a test split alone that is there; absent: it is measured once, at the end. */
  measureTest: z.boolean().optional(),
  /** Keeps epochs to be looked at later (training/kept-epochs.ts); a resumed run does what it did before. */
  keepEpochs: z.literal(true).optional(),
});
export type TrainRequest = z.infer<typeof TrainRequest>;

export const BenchRequest = z.strictObject({
  kind: z.literal('bench'),
  backend: z.enum(BACKEND_IDS),
  preset: z.enum(PRESET_NAMES),
  /** Counted epochs, after one that is not. */
  epochs: z.int().min(1).max(1000),
  data: DataSource,
  /** Also measure the kernels, where the backend can. */
  measure: z.boolean(),
  /** Write there what other libraries need to train the same net (native-bridge/peers), and train as they are checked. */
  peersFolder: z.string().min(1).optional(),
});
export type BenchRequest = z.infer<typeof BenchRequest>;

/** StageFigures of backend.ts. */
const StageFigures = z.strictObject({
  name: z.string(),
  forwardSeconds: z.number().nonnegative(),
  backwardSeconds: z.number().nonnegative(),
  multiplyAdds: z.number().nonnegative(),
  bytes: z.number().positive(),
});

/** KernelFigures of backend.ts. */
const KernelFigures = z.strictObject({
  threads: z.int().min(1),
  peak: z.number().positive(),
  firstConvolution: z.number().positive(),
  forwardSeconds: z.number().positive(),
  stepSeconds: z.number().positive(),
  stages: z.array(StageFigures).readonly(),
});

export const BenchResult = z.strictObject({
  /** Of each counted epoch. */
  seconds: z.array(z.number().positive()).min(1),
  /** Mean over pictures, of each epoch with the one that is not counted. */
  costs: z.array(z.number()),
  /** Of the epochs at a small rate by which other libraries are checked; null if they were not asked for. */
  checkCosts: z.array(z.number()).nullable(),
  device: z.string(),
  pictures: z.strictObject({ train: z.int().min(1), test: Count }),
  /** Null if they were not asked for or cannot be measured. */
  kernels: KernelFigures.nullable(),
  /** The per-user folder of what the lab installs. */
  home: z.string(),
});
export type BenchResult = z.infer<typeof BenchResult>;

/** Teaches the net that finds the hand. */
export const FinderRequest = z.strictObject({
  kind: z.literal('makeFinder'),
  /** The file. */
  out: z.string().min(1),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31),
  epochs: z.int().min(1).max(1000),
  /** New ones an epoch. */
  scenes: z.int().min(64).max(100_000),
});
export type FinderRequest = z.infer<typeof FinderRequest>;

export const ComputeRequest = z.discriminatedUnion('kind', [
  TrainRequest,
  BenchRequest,
  ImportRequest,
  ExportRequest,
  z.strictObject({ kind: z.literal('probe') }),
  z.strictObject({ kind: z.literal('inspect'), backend: z.enum(BACKEND_IDS) }),
  z.strictObject({
    kind: z.literal('provision'),
    gpu: z.boolean(),
    force: z.boolean(),
    only: z.enum(BACKEND_IDS).optional(),
  }),
  FinderRequest,
  /** `seed` carves the splits; absent: the course's mini-batch seed, as in training. */
  z.strictObject({ kind: z.literal('dataset'), data: DataSource, seed: TrainRequest.shape.seed }),
  z.strictObject({ kind: z.literal('stop') }),
  /** To a training host: no more epochs; the model is made from the last whole epoch, or from the best one. */
  z.strictObject({ kind: z.literal('finish'), at: z.enum(['last', 'best']) }),
  SetRequest,
  /** To an open training set: one more run. Its events come as `ofRun`, the last is `trained`, `stopped`, `restart` or `failed`. */
  z.strictObject({ kind: z.literal('trainInSet'), run: RunId, request: TrainRequest }),
  SetEnding,
  SweepRequest,
  ...SweepControl.options,
]);
export type ComputeRequest = z.infer<typeof ComputeRequest>;

export const BackendRow = z.strictObject({
  id: z.enum(BACKEND_IDS),
  available: z.boolean(),
  /** Why it cannot run and what to do about it; null if it can. */
  reason: z.string().nullable(),
  remedy: z.string().nullable(),
  fixable: z.boolean(),
  /** Not there yet, but whoever trains with it builds it first, in seconds. */
  builtOnUse: z.boolean(),
  device: z.string().nullable(),
  version: z.string().nullable(),
  details: z.record(z.string(), z.string()),
});
export type BackendRow = z.infer<typeof BackendRow>;

export const DatasetCard = z.strictObject({
  name: z.string(),
  classes: z.array(z.string()),
  train: Count,
  validation: Count,
  test: Count,
  sha256: z.string(),
  /** How the data were understood where that is not the plain form: a line each, for people. */
  notes: z.array(z.string()),
});
export type DatasetCard = z.infer<typeof DatasetCard>;

export const Trained = z.strictObject({
  run: z.string(),
  backend: z.enum(BACKEND_IDS),
  costs: z.array(z.number()),
  /** Epoch after which the model's parameters were taken. */
  epoch: Count,
  trainAccuracy: z.number(),
  /** Null if there is no such split, or it was not to be looked at. */
  validationAccuracy: z.number().nullable(),
  testAccuracy: z.number().nullable(),
  seconds: z.number(),
  /** How many numbers the network learns. */
  parameters: Count,
  model: z.string(),
  curve: z.string(),
  /** What the trained net says of the pictures on which the exported model is compared with it. */
  check: ModelCheck,
});
export type Trained = z.infer<typeof Trained>;

export const Failure = z.strictObject({
  message: z.string(),
  /** The way out; absent if it is a bug of ours. */
  remedy: z.string().optional(),
  /** The request itself was wrong (exit status 2), not what happened on the way (1). */
  badArgument: z.boolean(),
  stack: z.string().optional(),
});
export type Failure = z.infer<typeof Failure>;

export const ComputeEvent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('progress'), step: z.string(), done: z.number(), total: z.number() }),
  z.strictObject({
    kind: z.literal('begun'),
    backend: z.enum(BACKEND_IDS),
    /** Why this backend: asked for, or the first that can. */
    why: z.string(),
    device: z.string(),
    dataset: DatasetCard,
    network: z.string(),
    parameters: Count,
    from: Count,
    epochs: Count,
    /** Null in a run from scratch. */
    startedFrom: StartedFrom.nullable(),
    /** Drawn hands of an epoch, next to the dataset's own pictures. */
    drawn: Count,
  }),
  z.strictObject({ kind: z.literal('epoch'), ...EpochRecord.shape }),
  /** Resident bytes of this host, about once a second. */
  z.strictObject({ kind: z.literal('memory'), bytes: Count }),
  z.strictObject({ kind: z.literal('imported'), ...Imported.shape }),
  z.strictObject({ kind: z.literal('unclear'), ...Unclear.shape }),
  z.strictObject({
    kind: z.literal('exported'),
    path: z.string(),
    files: Count,
    bytes: Count,
    dataset: DatasetCard,
  }),
  z.strictObject({ kind: z.literal('trained'), ...Trained.shape }),
  z.strictObject({ kind: z.literal('stopped'), epochs: Count }),
  z.strictObject({
    kind: z.literal('backends'),
    backends: z.array(BackendRow),
    /** The per-user folder of what the lab installs. */
    home: z.string(),
  }),
  z.strictObject({ kind: z.literal('inspected'), device: z.string(), cuda: z.boolean(), version: z.string() }),
  z.strictObject({ kind: z.literal('provisioned') }),
  z.strictObject({ kind: z.literal('dataset'), ...DatasetCard.shape }),
  z.strictObject({ kind: z.literal('bench'), ...BenchResult.shape }),
  z.strictObject({ kind: z.literal('finderMade'), path: z.string(), card: FinderCard }),
  ...SWEEP_EVENTS,
  /** This process lacks environment that the loader reads only at a start: start again with it and ask again. */
  z.strictObject({ kind: z.literal('restart'), environment: z.record(z.string(), z.string()) }),
  SetOpened,
  z.strictObject({ kind: z.literal('failed'), error: Failure }),
]);
export type ComputeEvent = z.infer<typeof ComputeEvent>;

/** All that a host sends: an event, or one of a training set's runs. */
export const HostMessage = z.discriminatedUnion('kind', [
  ...ComputeEvent.options,
  z.strictObject({ kind: z.literal('ofRun'), run: RunId, event: ComputeEvent }),
]);
export type HostMessage = z.infer<typeof HostMessage>;
