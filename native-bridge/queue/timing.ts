/** Timeouts for detecting losses, all in ms. Tests use shorter ones. */
export interface Timing {
  /** Time between two signs of life, of a sweep and of a worker. */
  readonly beat: number;
  /** A piece whose worker has not renewed its lock for this long is given to another worker, */
  readonly lock: number;
  /** by a check at this interval. */
  readonly stalled: number;
  /** Pieces that nobody has taken are given back after this long without a worker. */
  readonly forsaken: number;
  /** A connection is restored after receiving nothing for this long. Longer than the longest blocking command (10 s). */
  readonly silence: number;
}

export const TIMING: Timing = { beat: 1000, lock: 12_000, stalled: 5000, forsaken: 15_000, silence: 25_000 };
