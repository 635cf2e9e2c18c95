/** The posterior of a Gaussian process: its prediction at any point, and the uncertainty. */
import { cholesky, solveLower, solveUpper } from './cholesky.ts';
import type { Row } from './features.ts';
import { type Hyper, JITTER } from './fit.ts';
import { type Kernel, matern } from './kernel.ts';

export interface Prediction {
  readonly mean: number;
  /** Standard deviation of the function, without the noise of another measurement. */
  readonly deviation: number;
}

export class Posterior {
  readonly #rows: readonly Row[];
  readonly #kernel: Kernel;
  readonly #lower: Float64Array;
  readonly #alpha: Float64Array;

  constructor(rows: readonly Row[], targets: Float64Array, hyper: Hyper, dimensionOf: readonly number[]) {
    this.#rows = rows;
    const weights = Float64Array.from(dimensionOf, (d) => hyper.lengthScales[d]! ** -2);
    this.#kernel = { weights, scale: hyper.scale };
    this.#lower = decompose(rows, this.#kernel, hyper.noise + JITTER);
    this.#alpha = solveUpper(this.#lower, solveLower(this.#lower, targets));
  }

  mean(row: Row): number {
    return this.#rows.reduce((sum, seen, i) => sum + matern(this.#kernel, seen, row) * this.#alpha[i]!, 0);
  }

  predict(row: Row): Prediction {
    const k = Float64Array.from(this.#rows, (seen) => matern(this.#kernel, seen, row));
    const mean = k.reduce((sum, value, i) => sum + value * this.#alpha[i]!, 0);
    const known = solveLower(this.#lower, k).reduce((sum, value) => sum + value * value, 0);
    return { mean, deviation: Math.sqrt(Math.max(this.#kernel.scale - known, 1e-12)) };
  }
}

/** Adds more to the diagonal until the matrix is positive definite in floating point. */
function decompose(rows: readonly Row[], kernel: Kernel, noise: number): Float64Array {
  const n = rows.length;
  const k = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) k[i * n + j] = matern(kernel, rows[i]!, rows[j]!);
  for (let diagonal = noise; ; diagonal *= 10) {
    for (let i = 0; i < n; i++) k[i * n + i] = kernel.scale + diagonal;
    const lower = cholesky(k, n);
    if (lower !== null) return lower;
  }
}
