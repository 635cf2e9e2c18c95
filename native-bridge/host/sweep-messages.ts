/**
 * Messages between main and a compute host about a sweep. Only main writes to the database: the host works on what main
 * gives it, and main stores what it reports.
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
  /** The sweep's folder, with the snapshots of waiting trials, so that a sweep that is killed can resume. */
  folder: z.string().min(1),
  /** Existing trials, by number; those in progress when the sweep was interrupted are `running`. */
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
  /** Whether the server answers; pieces in progress wait for it. */
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

/** Sent to a running sweep. `stop` and `finish` are the same as for training. */
export const SweepControl = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('extend'), budget: Budget }),
  z.strictObject({ kind: z.literal('guess'), values: z.array(Values) }),
  /** Answers `measure-latency`; null if it could not be measured. */
  z.strictObject({ kind: z.literal('latency'), id: z.int(), seconds: z.number().positive().nullable() }),
  /** Answers `check-models`: problems with the models of those trials; the others match their nets. */
  z.strictObject({
    kind: z.literal('checked'),
    failures: z.array(z.strictObject({ trial: z.int().min(0), reason: z.string() })),
  }),
]);
export type SweepControl = z.infer<typeof SweepControl>;

/** Whether it asks for more trials. */
export function asksForMore({ kind }: SweepControl): boolean {
  return kind === 'guess' || kind === 'extend';
}

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
  /** At most 10 per second. All of it is stored in one transaction. */
  z.strictObject({
    kind: z.literal('sweep-progress'),
    phase: z.enum(['trials', 'fresh']),
    trials: z.array(Trial),
    epochs: z.array(TrialEpoch),
    pieces: z.array(Piece),
    pictures: z.array(ValidationPictures),
    answers: z.array(TrialAnswers),
    fresh: z.array(FreshScore),
    /** Seconds of this session, and kernel seconds of its trials on all lanes together. */
    elapsed: z.number().min(0),
    kernelSeconds: z.number().min(0),
    /** Approximate time until the budget is used up. */
    secondsLeft: z.number().min(0).nullable(),
  }),
  /** Sent whenever it changes. */
  z.strictObject({ kind: z.literal('sweep-queue'), ...QueueState.shape }),
  /** ONNX Runtime never shares a process with a backend: main asks a recognition host. */
  z.strictObject({
    kind: z.literal('measure-latency'),
    id: z.int(),
    model: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  }),
  /** The models of the best trials are written: main lets ONNX Runtime compare them with their nets. */
  z.strictObject({
    kind: z.literal('check-models'),
    models: z.array(z.strictObject({ trial: z.int().min(0), file: z.string(), check: ModelCheck })),
  }),
  /** Ends the request: the budget is used up and the best trials have been retrained. */
  z.strictObject({
    kind: z.literal('swept'),
    models: z.array(z.strictObject({ trial: z.int(), file: z.string() })),
    /** Number of controls that asked for more trials in time; the others came when the search was over. */
    heard: z.int().min(0),
  }),
] as const;
