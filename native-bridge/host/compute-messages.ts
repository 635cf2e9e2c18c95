/**
 * Messages between main and a compute host. A host serves one request: main sends it, events come back, the last is
 * `result`, `failed` or `restart`. Every message is validated once, on arrival.
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
  /** Absent in a resumed run: the checkpoint has it. */
  data: DataSource.optional(),
  preset: z.string().optional(),
  /** Replaces the preset's layers; `preset` is then only the run's name for it. */
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
  /** A model of the lab, a run's folder or `base`, whose weights the run starts with; `none` or absent: from scratch. */
  from: z.string().min(1).optional(),
  /** False: an existing test split is not used; absent: it is measured once, at the end. */
  measureTest: z.boolean().optional(),
  /** Keeps epochs for later inspection (training/kept-epochs.ts); a resumed run keeps its setting. */
  keepEpochs: z.literal(true).optional(),
});
export type TrainRequest = z.infer<typeof TrainRequest>;

export const BenchRequest = z.strictObject({
  kind: z.literal('bench'),
  backend: z.enum(BACKEND_IDS),
  preset: z.enum(PRESET_NAMES),
  /** Counted epochs, after one warm-up epoch. */
  epochs: z.int().min(1).max(1000),
  data: DataSource,
  /** Also measure the kernels, if the backend supports it. */
  measure: z.boolean(),
  /**
   * Folder for what other libraries need to train the same net (native-bridge/peers); also trains the epochs to check
   * them.
   */
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
  /** For each counted epoch. */
  seconds: z.array(z.number().positive()).min(1),
  /** Mean over pictures, for each epoch including the warm-up epoch. */
  costs: z.array(z.number()),
  /** Costs of the epochs at a small rate that other libraries are checked against; null if not requested. */
  checkCosts: z.array(z.number()).nullable(),
  device: z.string(),
  pictures: z.strictObject({ train: z.int().min(1), test: Count }),
  /** Null if not requested, or if they cannot be measured. */
  kernels: KernelFigures.nullable(),
  /** The per-user folder of what the lab installs. */
  home: z.string(),
});
export type BenchResult = z.infer<typeof BenchResult>;

/** Trains the net that finds the hand. */
export const FinderRequest = z.strictObject({
  kind: z.literal('makeFinder'),
  /** Output file. */
  out: z.string().min(1),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31),
  epochs: z.int().min(1).max(1000),
  /** New scenes per epoch. */
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
  /** `seed` determines split-off splits; absent: the course's mini-batch seed, as in training. */
  z.strictObject({ kind: z.literal('dataset'), data: DataSource, seed: TrainRequest.shape.seed }),
  z.strictObject({ kind: z.literal('stop') }),
  /** To a training host: train no more epochs and make the model from the last whole epoch, or from the best one. */
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
  /** Not built yet, but built in seconds when training first needs it. */
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
  /** For people, one line each: how data in an unusual form was interpreted. */
  notes: z.array(z.string()),
});
export type DatasetCard = z.infer<typeof DatasetCard>;

export const Trained = z.strictObject({
  run: z.string(),
  backend: z.enum(BACKEND_IDS),
  costs: z.array(z.number()),
  /** The epoch whose parameters the model has. */
  epoch: Count,
  trainAccuracy: z.number(),
  /** Null if there is no such split, or it was not to be used. */
  validationAccuracy: z.number().nullable(),
  testAccuracy: z.number().nullable(),
  seconds: z.number(),
  /** Number of trained parameters. */
  parameters: Count,
  model: z.string(),
  curve: z.string(),
  /** The trained net's output for the pictures on which the exported model is compared with it. */
  check: ModelCheck,
});
export type Trained = z.infer<typeof Trained>;

export const Failure = z.strictObject({
  message: z.string(),
  /** What to do; absent if it is a bug of the lab. */
  remedy: z.string().optional(),
  /** Whether the request itself was wrong (exit status 2), as opposed to a failure during the work (1). */
  badArgument: z.boolean(),
  stack: z.string().optional(),
});
export type Failure = z.infer<typeof Failure>;

export const ComputeEvent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('progress'), step: z.string(), done: z.number(), total: z.number() }),
  z.strictObject({
    kind: z.literal('begun'),
    backend: z.enum(BACKEND_IDS),
    /** Why this backend: requested, or the first that can. */
    why: z.string(),
    device: z.string(),
    dataset: DatasetCard,
    network: z.string(),
    parameters: Count,
    from: Count,
    epochs: Count,
    /** Null in a run from scratch. */
    startedFrom: StartedFrom.nullable(),
    /** Number of drawn hands per epoch, in addition to the dataset's own pictures. */
    drawn: Count,
    /** Drawn rooms without a hand of an epoch. */
    drawnRooms: Count,
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
  /**
   * This process lacks environment variables that the loader only reads at the start: restart with them and ask again.
   */
  z.strictObject({ kind: z.literal('restart'), environment: z.record(z.string(), z.string()) }),
  SetOpened,
  z.strictObject({ kind: z.literal('failed'), error: Failure }),
]);
export type ComputeEvent = z.infer<typeof ComputeEvent>;

/** Everything that a host sends: an event, or an event of a run in a training set. */
export const HostMessage = z.discriminatedUnion('kind', [
  ...ComputeEvent.options,
  z.strictObject({ kind: z.literal('ofRun'), run: RunId, event: ComputeEvent }),
]);
export type HostMessage = z.infer<typeof HostMessage>;
