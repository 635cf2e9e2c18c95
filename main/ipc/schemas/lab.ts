/** The lab itself: where it is stored, how it is shown, its long tasks. */
import { z } from 'zod';
import { ArrayChoices } from '../../../native-bridge/host/dataset-files-messages.ts';
import { TaskId } from './common.ts';

export const LabInfo = z.object({
  version: z.string(),
  /** The lab folder. */
  folder: z.string(),
  /** Which shell shows it: some things only one of them can do. */
  shell: z.enum(['electron', 'browser']),
  platform: z.string(),
  node: z.string(),
  electron: z.string().nullable(),
});
export type LabInfo = z.infer<typeof LabInfo>;

/** How a camera's picture is shown and cropped. */
export const CameraView = z.strictObject({
  /** The square finds and follows the hand by itself; otherwise it is where the person has put it. */
  finds: z.boolean().default(true),
  /** The square that the net sees, as a person has set it: its left and top edge and its side, as shares of the frame's shorter side. */
  region: z.strictObject({
    x: z.number().min(0).max(100),
    y: z.number().min(0).max(100),
    size: z.number().gt(0).max(1),
  }),
  /** The preview is mirrored. */
  mirror: z.boolean(),
  /** The net gets the picture mirrored, for example left hands for a model trained on right hands. */
  flip: z.boolean(),
});
export type CameraView = z.infer<typeof CameraView>;

export const Preferences = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** Of the page; the command line and errors are English. */
  language: z.enum(['system', 'en', 'zh-CN']).default('system'),
  /** Side of a picture in the grid, in CSS pixels. */
  thumbnail: z.int().min(32).max(192).default(72),
  /** The last camera used, by its own name: ids change with the page's address. Empty: none yet. */
  camera: z.string().max(200).default(''),
  /** By name. */
  cameras: z.record(z.string().max(200), CameraView).default({}),
});
export type Preferences = z.infer<typeof Preferences>;

export const TaskKind = z.enum(['import', 'answers', 'repair', 'measure', 'export']);

/** What a task waits for a person to decide. */
export const Question = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('badFiles'),
    /** Pictures that can be imported. */
    good: z.int().min(0),
    /** What cannot be imported, and why: the end of a sentence that begins with the name. */
    bad: z.array(z.object({ name: z.string(), reason: z.string() })),
  }),
  /** Which array of a file holds what? The answer is a map. */
  z.object({
    kind: z.literal('arrays'),
    /** What is not clear. */
    problem: z.string(),
    arrays: ArrayChoices,
  }),
]);
export type Question = z.infer<typeof Question>;

/** Something under way that takes over a second. */
export const Task = z.object({
  id: TaskId,
  kind: TaskKind,
  /** For people: `Import train_signs.h5`. */
  title: z.string(),
  step: z.string(),
  /** In the same unit; total 0 if it is not known. */
  done: z.number(),
  total: z.number(),
  /** Of this step; null while it is not known. */
  secondsLeft: z.number().min(0).nullable(),
  cancellable: z.boolean(),
  /** Null unless it waits for a person. */
  question: Question.nullable(),
});
export type Task = z.infer<typeof Task>;

export const TaskEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), task: Task }),
  z.object({ kind: z.literal('ended'), id: TaskId }),
]);
export type TaskEvent = z.infer<typeof TaskEvent>;
