/** A worker works on one sweep at a time; workers are spread evenly over several sweeps. */

export interface OpenSweep {
  readonly id: string;
  /** Ids of the workers that work on it or prepare to, including this one if it does. */
  readonly workers: readonly string[];
}

/**
 * The sweep that this worker should work on; null if there is none. It stays unless another sweep has at least two
 * workers fewer; then half of the surplus moves there: the workers whose ids come last.
 * @param sweeps that it can work on, oldest first
 */
export function chooseSweep(own: string, current: string | null, sweeps: readonly OpenSweep[]): string | null {
  const fewest = sweeps.reduce<OpenSweep | null>(
    (best, sweep) => (best === null || sweep.workers.length < best.workers.length ? sweep : best),
    null,
  );
  const here = sweeps.find(({ id }) => id === current);
  if (!here || !fewest) return fewest?.id ?? null;
  const moving = Math.floor((here.workers.length - fewest.workers.length) / 2);
  const rank = here.workers.filter((id) => id > own).length; // 0: this worker is the last
  return rank < moving ? fewest.id : here.id;
}
