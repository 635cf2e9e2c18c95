/**
 * Scores over a plane of two dimensions, from scattered trials: at each cell the mean of the scores, weighted by a
 * Gaussian kernel (Nadaraya 1964, Watson 1964). It smooths noise, and never exceeds the range of the observed values,
 * as splines and radial basis functions do. Its deviation falls with the sixth root of the number of trials (Scott
 * 1992, for two dimensions). Between choices nothing is smoothed: a cell only uses the trials of its own choice.
 */
export interface FieldPoint {
  /** In shares of the axes, [0, 1]. */
  readonly x: number;
  readonly y: number;
  readonly score: number;
}

export interface Field {
  readonly columns: number;
  readonly rows: number;
  /** (rows, columns), from low to high; NaN where no trial is near. */
  readonly values: Float64Array;
  /** Deviation of the kernel, in shares of an axis. */
  readonly bandwidth: number;
}

/** Cells along a numeric axis. */
const CELLS = 40;
/** Standard deviation of uniform values on [0, 1]. */
const UNIFORM = Math.sqrt(1 / 12);
/** Weight of one trial at two deviations: where the total weight is lower, nothing is shown. */
const LEAST_WEIGHT = Math.exp(-2);

/** @param choices of the two axes; null for a numeric axis */
export function fieldOf(points: readonly FieldPoint[], choices: { x: number | null; y: number | null }): Field {
  const bandwidth = UNIFORM * Math.max(points.length, 1) ** (-1 / 6);
  const [columns, rows] = [choices.x ?? CELLS, choices.y ?? CELLS];
  // The kernel is separable: its two factors are computed once per axis, not once per cell.
  const across = points.map(({ x }) => weights(x, columns, choices.x !== null, bandwidth));
  const up = points.map(({ y }) => weights(y, rows, choices.y !== null, bandwidth));
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let [sum, weight] = [0, 0];
      for (let at = 0; at < points.length; at++) {
        const one = across[at]![column]! * up[at]![row]!;
        weight += one;
        sum += one * points[at]!.score;
      }
      values[row * columns + column] = weight < LEAST_WEIGHT ? Number.NaN : sum / weight;
    }
  }
  return { columns, rows, values, bandwidth };
}

function weights(place: number, cells: number, exact: boolean, bandwidth: number): Float64Array {
  return Float64Array.from({ length: cells }, (_, cell) => {
    if (exact) return Math.floor(place * cells) === cell ? 1 : 0;
    const distance = (place - (cell + 0.5) / cells) / bandwidth;
    return Math.exp(-0.5 * distance ** 2);
  });
}
