/**
 * Everything in a checkpoint that is not a tensor: plain data without file access, so that messages can use the type.
 */
import { z } from 'zod';
import { ARRAY_ROLES } from '../../datasets/formats/arrays/mapping.ts';
import { BACKEND_IDS } from '../backends/backend.ts';
import { Network } from '../convnet/network.ts';
import { Hyperparameters } from './hyperparameters.ts';

export const EpochRecord = z.strictObject({
  epoch: z.int().min(0),
  cost: z.number(),
  seconds: z.number(),
  /**
   * From a full pass over the training split after the epoch; older versions made one whenever validation was measured.
   */
  trainAccuracy: z.number().optional(),
  /**
   * Share of training pictures classified correctly in the training passes themselves: each before its own step, with
   * augmentation and dropout if the run uses them. Absent in runs of older versions.
   */
  duringAccuracy: z.number().optional(),
  /** Mean loss over the validation pictures, without penalties. */
  validationCost: z.number().optional(),
  validationAccuracy: z.number().optional(),
  /** Of the epoch's last step. Absent in runs of older versions. */
  learningRate: z.number().optional(),
});
export type EpochRecord = z.infer<typeof EpochRecord>;

/** The weights that a run took over from another model before its first step. */
export const StartedFrom = z.strictObject({
  /** Its file at that time, and that file's hex SHA-256. */
  model: z.string(),
  sha256: z.string(),
  /** Name of its network. */
  network: z.string(),
  /** Parameters that were taken over. */
  taken: z.array(z.string()),
  /** Taken over if the classes had the same names, in whatever order; otherwise it started fresh. */
  lastLayer: z.enum(['taken', 'reordered', 'new']),
});
export type StartedFrom = z.infer<typeof StartedFrom>;

/** Everything in a checkpoint that is not a tensor. */
export const RunState = z.strictObject({
  format: z.literal(1),
  dataset: z.strictObject({
    /** The name that people see. */
    name: z.string(),
    /** How to open it again: a catalogue name, or a folder's absolute path. */
    spec: z.string(),
    sha256: z.string(),
    /** Share split off the training split for validation, with `seed`; absent if the data's own splits are used. */
    validation: z.number().optional(),
    test: z.number().optional(),
    /** The data's own validation pictures are used for training too. */
    joinValidation: z.literal(true).optional(),
    /** Damaged files were skipped. */
    skipBad: z.literal(true).optional(),
    /** Roles assigned to arrays by name. */
    map: z.partialRecord(z.enum(ARRAY_ROLES), z.string()).optional(),
  }),
  preset: z.string(),
  network: Network,
  hyperparameters: Hyperparameters,
  /** The mini-batch seed S; epoch e shuffles with S + 1 + e. */
  seed: z.int().min(0),
  /** Epochs requested for the run; `history` says how many are done. */
  epochs: z.int().min(1),
  /** State of the mini-batch generator before the next epoch: it is reseeded every epoch, so the seed is all of it. */
  generator: z.strictObject({ kind: z.literal('mt19937'), seed: z.int().min(0) }),
  backend: z.enum(BACKEND_IDS),
  /** Optimizer steps taken. */
  steps: z.int().min(0),
  /** Whole epochs after which the model was last written: if the run goes on, patience counts from there. */
  modelAt: z.int().min(0).optional(),
  /** Snapshots of epochs are kept next to the checkpoint, see kept-epochs.ts. */
  keepEpochs: z.literal(true).optional(),
  /** Absent in a run from scratch. */
  startedFrom: StartedFrom.optional(),
  history: z.array(EpochRecord),
});
export type RunState = z.infer<typeof RunState>;
