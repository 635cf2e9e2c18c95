/** One piece as a job of the queue: small data as JSON; states and results, which are bytes, have places of their own. */
import { z } from 'zod';
import { WorkOrder } from '../tuning/work.ts';

export const JOB_NAME = 'piece';
/** A piece is given up when it has cost so many workers, or their compute hosts, their life. */
export const MOST_CRASHES = 2;

export const PieceJob = z.strictObject({
  order: WorkOrder,
  /** Whether a state goes with it, in the hash of states under the job's own id. */
  state: z.boolean(),
  /** Seconds of an epoch of this trial, as measured before; null where it has none. */
  epochSeconds: z.number().min(0).nullable(),
});
export type PieceJob = z.infer<typeof PieceJob>;

export const PieceDone = z.strictObject({
  /** Field in the hash of results. */
  result: z.string(),
  worker: z.string(),
  lane: z.int().min(0),
  /** ms since 1970, by the server's clock. */
  beganAt: z.number(),
  endedAt: z.number(),
});
export type PieceDone = z.infer<typeof PieceDone>;
