/** The spread of several runs: quartiles of their results, or of each epoch of their curves. */

export interface Spread {
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly max: number;
}

/** Null if there are no values. @param values without NaN */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const [min, q1, median, q3, max] = [0, 0.25, 0.5, 0.75, 1].map((share) => quantile(sorted, share));
  return { min: min!, q1: q1!, median: median!, q3: q3!, max: max! };
}

/**
 * The spread at every epoch over the runs that reached it; as long as the longest curve. Null at an epoch for which no
 * run has a value.
 * @param curves one for each run; null (or NaN) where an epoch has no value
 */
export function bandOverRuns(curves: readonly (readonly (number | null)[])[]): (Spread | null)[] {
  const epochs = Math.max(0, ...curves.map((curve) => curve.length));
  return Array.from({ length: epochs }, (_, epoch) =>
    spreadOf(curves.map((curve) => curve[epoch] ?? Number.NaN).filter((value) => !Number.isNaN(value))),
  );
}

/** Linear between the neighbours at (n-1)·share: Hyndman & Fan's type 7, the default of numpy and R. */
function quantile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
}
