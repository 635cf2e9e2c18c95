/** Names of all keys on the server. They begin with `signs-lab`, so that a server user can be restricted to them. */

const ROOT = 'signs-lab';

/** Prefix of BullMQ's own keys; the queue's name is the sweep's. */
export const QUEUE_PREFIX = `${ROOT}:queue`;

/**
 * BullMQ's keys that a worker's check for lost pieces writes, even if the queue is gone (`moveStalledJobsToWait` of
 * BullMQ 6.7). The first has no expiry.
 */
export const checkKeys = (sweep: string): string[] =>
  ['meta', 'stalled-check'].map((key) => `${QUEUE_PREFIX}:${sweep}:${key}`);

/** Sorted set: sweeps by their last sign of life, in ms since 1970 by the server's clock. */
export const SWEEPS = `${ROOT}:sweeps`;

/** Hash, `0`, `1`, ...: chunks of the pictures' bytes. All sweeps on the same pictures share them. */
export const picturesKey = (sha256: string): string => `${ROOT}:pictures:${sha256}`;

export const sweepKeys = (sweep: string) =>
  ({
    /** String: SweepCard as JSON; expires when the sweep shows no sign of life. */
    card: `${ROOT}:sweep:${sweep}:card`,
    /** Hash: WorkerCard as JSON by the worker's id. */
    workers: `${ROOT}:sweep:${sweep}:workers`,
    /** Hash: packed states by job. */
    states: `${ROOT}:sweep:${sweep}:states`,
    /** Hash: packed results by job and lock. */
    results: `${ROOT}:sweep:${sweep}:results`,
    /** Set: jobs that should end after their current epoch. */
    stops: `${ROOT}:sweep:${sweep}:stops`,
  }) as const;
export type SweepKeys = ReturnType<typeof sweepKeys>;
