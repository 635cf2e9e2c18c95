/**
 * What main and a compute host say to one another about a sweep. Main is the only writer: the host works on what main
 * gives it, and reports what main then stores.
 */
import { z } from 'zod';
import { BACKEND_IDS } from '../backends/backend.ts';
import { Budget, SweepPlan } from '../tuning/plan.ts';
import { Values } from '../tuning/space.ts';
import { FreshScore, Piece, Trial, TrialAnswers, TrialEpoch, ValidationPictures } from '../tuning/trial.ts';
import { ModelCheck } from './model-check.ts';

export { Budget, DIRECTIONS, OBJECTIVES, Objective, SweepPlan } from '../tuning/plan.ts';
export { type Dimension, Space, Value, Values } from '../tuning/space.ts';
export {
  ENDED,
  FreshScore,
  Origin,
  Piece,
  Trial,
  TrialAnswers,
  TrialEpoch,
  TrialState,
  ValidationPictures,
} from '../tuning/trial.ts';

export const SweepRequest = z.strictObject({
  kind: z.literal('sweep'),
  /** DataSource of compute-messages.ts, without shares: the plan says how trials are judged. */
  data: z.strictObject({ spec: z.string().min(1).max(4096) }),
  plan: SweepPlan,
  /** A folder of the sweep: snapshots of trials that wait lie there, so that a killed sweep goes on where it was. */
  folder: z.string().min(1),
  /** Trials that are there already, by number; those under way when the sweep was interrupted are `running`. */
  trials: z.array(Trial),
  /** Their epochs. */
  epochs: z.array(TrialEpoch),
  fresh: z.array(FreshScore),
  /** Seconds of earlier sessions: a budget of minutes counts them. */
  elapsed: z.number().min(0),
  /** Address of a Redis or Valkey server whose workers take trials too. */
  queue: z.string().optional(),
});
export type SweepRequest = z.infer<typeof SweepRequest>;

/** Workers of other machines, as a sweep with a queue sees them. */
export const QueueState = z.strictObject({
  /** Whether the server answers; what is under way waits for it. */
  reachable: z.boolean(),
  workers: z.array(
    z.strictObject({
      name: z.string(),
      lanes: z.int().min(1),
      state: z.enum(['ready', 'preparing', 'elsewhere', 'refused']),
      /** Why it cannot work on this sweep; null if it can. */
      reason: z.string().nullable(),
    }),
  ),
});
export type QueueState = z.infer<typeof QueueState>;

/** Said to a sweep that runs. `stop` and `finish` are those of a training. */
export const SweepControl = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('extend'), budget: Budget }),
  z.strictObject({ kind: z.literal('guess'), values: z.array(Values) }),
  /** Answers `measure-latency`; null if it could not be measured. */
  z.strictObject({ kind: z.literal('latency'), id: z.int(), seconds: z.number().positive().nullable() }),
  /** Answers `check-models`: what is wrong with the models of those trials; the others are as their nets. */
  z.strictObject({
    kind: z.literal('checked'),
    failures: z.array(z.strictObject({ trial: z.int().min(0), reason: z.string() })),
  }),
]);
export type SweepControl = z.infer<typeof SweepControl>;

export const SWEEP_EVENTS = [
  z.strictObject({
    kind: z.literal('sweep-begun'),
    backend: z.enum(BACKEND_IDS),
    why: z.string(),
    device: z.string(),
    lanes: z.int().min(1),
    classes: z.array(z.string()),
    sha256: z.string(),
  }),
  /** At most 10 a second. All of it is stored in one transaction. */
  z.strictObject({
    kind: z.literal('sweep-progress'),
    phase: z.enum(['trials', 'fresh']),
    trials: z.array(Trial),
    epochs: z.array(TrialEpoch),
    pieces: z.array(Piece),
    pictures: z.array(ValidationPictures),
    answers: z.array(TrialAnswers),
    fresh: z.array(FreshScore),
    /** Seconds of this session; and of its trials in the kernels, all lanes together. */
    elapsed: z.number().min(0),
    kernelSeconds: z.number().min(0),
    /** Until the budget is used up, about. */
    secondsLeft: z.number().min(0).nullable(),
  }),
  /** Whenever it has changed. */
  z.strictObject({ kind: z.literal('sweep-queue'), ...QueueState.shape }),
  /** ONNX Runtime never shares a process with a backend: main asks a recognition host. */
  z.strictObject({
    kind: z.literal('measure-latency'),
    id: z.int(),
    model: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  }),
  /** The models of the best are written: main has ONNX Runtime compare them with their nets. */
  z.strictObject({
    kind: z.literal('check-models'),
    models: z.array(z.strictObject({ trial: z.int().min(0), file: z.string(), check: ModelCheck })),
  }),
  /** Ends the request: the budget is used up and the best have their fresh scores. */
  z.strictObject({ kind: z.literal('swept'), models: z.array(z.strictObject({ trial: z.int(), file: z.string() })) }),
] as const;
