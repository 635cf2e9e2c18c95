/**
 * THE map from channel to message. Main, preload, renderer and tests derive their types from it; both shells carry it
 * (Electron over IPC, the browser lab over a WebSocket), and every payload is checked once, where it enters main.
 */
import { z } from 'zod';
import { ArrayMap } from '../../native-bridge/host/data-source-messages.ts';
import { CAPTURE_REQUESTS } from './schemas/capture.ts';
import { Bytes, Id, Path } from './schemas/common.ts';
import { DATASET_REQUESTS } from './schemas/dataset.ts';
import { DEVICE_REQUESTS } from './schemas/device.ts';
import { LabInfo, Preferences, Task, TaskEvent } from './schemas/lab.ts';
import { LIVE_REQUESTS } from './schemas/live.ts';
import { MODEL_REQUESTS } from './schemas/model.ts';
import { RUN_REQUESTS, RunEvent } from './schemas/run.ts';
import { SWEEP_REQUESTS, SweepEvent } from './schemas/sweep.ts';

const LAB_REQUESTS = {
  'lab.info': { input: z.strictObject({}), output: LabInfo },
  /** A file for a bug report: JSON, BugReport of schemas/bug-report.ts. Probes the machine again, which takes seconds. */
  'lab.bugReport': { input: z.strictObject({}), output: z.object({ name: z.string(), bytes: Bytes }) },
  'preferences.get': { input: z.strictObject({}), output: Preferences },
  'preferences.set': { input: Preferences, output: Preferences },
  'tasks.list': { input: z.strictObject({}), output: z.array(Task) },
  /** The task ends with an error that says that it was cancelled; whoever started it receives the error. */
  'tasks.cancel': { input: z.strictObject({ task: z.string() }), output: z.null() },
  /** Answers a task's question: continue, with the valid files or with that map. The other answer is `tasks.cancel`. */
  'tasks.goOn': { input: z.strictObject({ task: z.string(), map: ArrayMap.optional() }), output: z.null() },
  /** A place for files that a page uploads: pictures of a folder, a model. Emptied when the lab is closed. */
  'uploads.begin': { input: z.strictObject({}), output: z.object({ upload: Id }) },
  /** Appends to one file of it; `path` is relative, with `/`. */
  'uploads.write': {
    input: z.strictObject({ upload: Id, path: Path, bytes: Bytes }),
    output: z.null(),
  },
  'uploads.drop': { input: z.strictObject({ upload: Id }), output: z.null() },
  /** The system's own dialog; null if the person closed it. Only Electron has one. */
  'shell.choose': {
    input: z.strictObject({
      what: z.enum(['folder', 'model', 'saveModel', 'savePage']),
      suggestion: z.string().max(255).optional(),
    }),
    output: z.object({ path: z.string().nullable() }),
  },
} as const;

export const REQUESTS = {
  ...LAB_REQUESTS,
  ...DATASET_REQUESTS,
  ...RUN_REQUESTS,
  ...SWEEP_REQUESTS,
  ...MODEL_REQUESTS,
  ...DEVICE_REQUESTS,
  ...CAPTURE_REQUESTS,
  ...LIVE_REQUESTS,
} as const;

/** What main sends without a request. */
export const EVENTS = {
  task: TaskEvent,
  run: RunEvent,
  sweep: SweepEvent,
  /** The gallery, or labels, splits or states of one dataset's pictures have changed. */
  dataset: z.object({ dataset: Id }),
  /** The list of models has changed. */
  model: z.object({ model: Id }),
  /** The list of recordings has changed. */
  recording: z.object({ recording: Id }),
  preferences: Preferences,
} as const;

export type Channel = keyof typeof REQUESTS;
/** As the caller writes it: defaults may be left out. */
export type Input<C extends Channel> = z.input<(typeof REQUESTS)[C]['input']>;
/** As the handler gets it. */
export type Asked<C extends Channel> = z.output<(typeof REQUESTS)[C]['input']>;
export type Output<C extends Channel> = z.output<(typeof REQUESTS)[C]['output']>;
export type EventName = keyof typeof EVENTS;
export type EventOf<E extends EventName> = z.output<(typeof EVENTS)[E]>;

export type Handlers = { readonly [C in Channel]: (asked: Asked<C>) => Promise<Output<C>> | Output<C> };
/** The handlers of one or several groups of channels: `HandlersOf<'datasets' | 'pictures'>`. */
export type HandlersOf<Room extends string> = Pick<Handlers, Extract<Channel, `${Room}.${string}`>>;

/** Sends an event to every window. */
export type Emit = <E extends EventName>(event: E, payload: EventOf<E>) => void;
