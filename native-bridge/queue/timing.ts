/** How fast what is lost is found; all in ms. Tests have shorter ones. */
export interface Timing {
  /** Between two signs of life, of a sweep and of a worker. */
  readonly beat: number;
  /** A piece whose worker has not renewed its lock for so long is given to another worker, */
  readonly lock: number;
  /** by a check that often. */
  readonly stalled: number;
  /** Pieces that nobody has taken are given back when there has been no worker for so long. */
  readonly forsaken: number;
  /** A connection on which nothing has come for so long is made again. Longer than the longest blocking command (10 s). */
  readonly silence: number;
}

export const TIMING: Timing = { beat: 1000, lock: 12_000, stalled: 5000, forsaken: 15_000, silence: 25_000 };
