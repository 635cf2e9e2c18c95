/** All of a checkpoint that is not a tensor: plain data, pure of files, so that messages can name it. */
import { z } from 'zod';
import { ARRAY_ROLES } from '../../datasets/formats/arrays/mapping.ts';
import { BACKEND_IDS } from '../backends/backend.ts';
import { Network } from '../convnet/network.ts';
import { Hyperparameters } from './hyperparameters.ts';

export const EpochRecord = z.strictObject({
  epoch: z.int().min(0),
  cost: z.number(),
  seconds: z.number(),
  /** Of a whole pass over the training split after the epoch; older versions made one wherever validation was measured. */
  trainAccuracy: z.number().optional(),
  /**
   * Share of the training pictures that were right in the passes that trained: each before its own step, varied and with
   * dropout where the run has them. Absent in what older versions trained.
   */
  duringAccuracy: z.number().optional(),
  /** Mean loss of the validation pictures, without penalties. */
  validationCost: z.number().optional(),
  validationAccuracy: z.number().optional(),
  /** Of the epoch's last step. Absent in what older versions trained. */
  learningRate: z.number().optional(),
});
export type EpochRecord = z.infer<typeof EpochRecord>;

/** What a run took over from another model before its first step. */
export const StartedFrom = z.strictObject({
  /** Its file then, and the hex SHA-256 of it. */
  model: z.string(),
  sha256: z.string(),
  /** Name of its network. */
  network: z.string(),
  /** Parameters that were taken over. */
  taken: z.array(z.string()),
  /** The classes had the same names, in the same order or another; or else it began new. */
  lastLayer: z.enum(['taken', 'reordered', 'new']),
});
export type StartedFrom = z.infer<typeof StartedFrom>;

/** All of a checkpoint that is not a tensor. */
export const RunState = z.strictObject({
  format: z.literal(1),
  dataset: z.strictObject({
    /** As people call it. */
    name: z.string(),
    /** Where it is opened again: a catalogue name, or a folder's whole path. */
    spec: z.string(),
    sha256: z.string(),
    /** Share carved off the training split, with `seed`; absent where the data's own splits count. */
    validation: z.number().optional(),
    test: z.number().optional(),
    /** The data's own validation pictures are trained on too. */
    joinValidation: z.literal(true).optional(),
    /** Files that are no good were left out. */
    skipBad: z.literal(true).optional(),
    /** Roles that were given to arrays by name. */
    map: z.partialRecord(z.enum(ARRAY_ROLES), z.string()).optional(),
  }),
  preset: z.string(),
  network: Network,
  hyperparameters: Hyperparameters,
  /** The mini-batch seed S; epoch e shuffles with S + 1 + e. */
  seed: z.int().min(0),
  /** Epochs that the run was asked for; `history` says how many it has done. */
  epochs: z.int().min(1),
  /** State of the mini-batch generator before the next epoch: it is seeded again each epoch, so its seed is all of it. */
  generator: z.strictObject({ kind: z.literal('mt19937'), seed: z.int().min(0) }),
  backend: z.enum(BACKEND_IDS),
  /** Optimizer steps taken. */
  steps: z.int().min(0),
  /** Whole epochs after which the model was made last: patience, if the run goes on, counts from there. */
  modelAt: z.int().min(0).optional(),
  /** Epochs are kept next to the checkpoint, see kept-epochs.ts. */
  keepEpochs: z.literal(true).optional(),
  /** Absent in a run from scratch. */
  startedFrom: StartedFrom.optional(),
  history: z.array(EpochRecord),
});
export type RunState = z.infer<typeof RunState>;
