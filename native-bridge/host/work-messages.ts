/**
 * Messages between main and a work host. A work host trains pieces of one sweep for a worker of a queue: main opens it
 * once, gives it pieces, and ends it by closing the channel. It does not know about the queue.
 */
import { z } from 'zod';
import { BACKEND_IDS } from '../backends/backend.ts';
import { Outcome } from '../queue/piece-job.ts';
import { WorkOrder } from '../tuning/work.ts';
import { Failure } from './compute-messages.ts';

const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const Id = z.int().min(0);

export const WorkOpening = z.strictObject({
  kind: z.literal('open'),
  backend: z.enum(BACKEND_IDS),
  judge: z.enum(['validationAccuracy', 'validationLoss']),
  /** File packed by queue/pictures.ts, and its hash. */
  pictures: z.string().min(1),
  sha256: z.string(),
  /** Concurrent pieces; null: one per core. A backend that works on one piece at a time has one lane. */
  lanes: z.int().min(1).max(1024).nullable(),
});
export type WorkOpening = z.infer<typeof WorkOpening>;

export const WorkRequest = z.discriminatedUnion('kind', [
  WorkOpening,
  /** `state` packed by tuning/packed-state.ts; null at the start of a trial. */
  z.strictObject({ kind: z.literal('train'), id: Id, order: WorkOrder, state: Bytes.nullable() }),
  /** Ends that piece after its current epoch. */
  z.strictObject({ kind: z.literal('cut'), id: Id }),
]);
export type WorkRequest = z.infer<typeof WorkRequest>;

export const WorkEvent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('progress'), step: z.string(), done: z.number(), total: z.number() }),
  /** As in ComputeEvent. */
  z.strictObject({ kind: z.literal('restart'), environment: z.record(z.string(), z.string()) }),
  z.strictObject({ kind: z.literal('opened'), lanes: z.int().min(1), device: z.string() }),
  /**
   * An epoch of a replicate has ended; includes the piece's epochs since the last such message. At most five per second
   * and piece.
   */
  z.strictObject({ kind: z.literal('epoch'), id: Id, epochs: Outcome.shape.epochs }),
  z.strictObject({
    kind: z.literal('trained'),
    id: Id,
    outcome: Outcome,
    state: Bytes.nullable(),
    lane: z.int().min(0),
    /** ms since 1970. */
    beganAt: z.number(),
    endedAt: z.number(),
  }),
  /** Null: the opening failed. */
  z.strictObject({ kind: z.literal('failed'), id: Id.nullable(), error: Failure }),
]);
export type WorkEvent = z.infer<typeof WorkEvent>;
