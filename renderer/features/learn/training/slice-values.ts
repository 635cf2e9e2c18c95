export interface RelativeSlice {
  /** Loss minus the loss at the weights; NaN where it is not computed yet, or not finite. */
  readonly differences: Float64Array;
  /** The difference at full colour. */
  readonly reach: number;
  /** The loss at the weights and the lowest of all; null until they are computed. */
  readonly centre: number | null;
  readonly lowest: number | null;
}

/**
 * The colours of a slice. Distant losses are many times those near the weights, so the colour scale ends at the upper
 * quartile of the differences, not at the largest.
 * @param values (side,side)
 */
export function relative(values: Float64Array, side: number): RelativeSlice {
  const centre = values[(side * side - 1) / 2]!;
  const known = values.filter(Number.isFinite);
  // Before the middle is computed (it is among the first nine), lower and higher are undefined.
  const differences = values.map((value) => value - centre);
  const sizes = differences.filter(Number.isFinite).map(Math.abs).sort();
  return {
    differences: differences.map((value) => (Number.isFinite(value) ? value : Number.NaN)),
    reach: sizes[Math.floor(0.75 * (sizes.length - 1))] || 1,
    centre: Number.isFinite(centre) ? centre : null,
    lowest: known.length > 0 ? known.reduce((least, value) => Math.min(least, value)) : null,
  };
}
