/**
 * Hyperparameters of a Gaussian process by maximum a posteriori: one length scale per dimension, the variance of the
 * function and of the noise, as logarithms. The priors are those of Hvarfner et al. 2024 ("Vanilla Bayesian optimization
 * performs great in high dimensions"), BoTorch's defaults; that of the noise is wider, because training is noisy.
 */
import { cholesky, inverseFrom, solveLower, solveUpper } from './cholesky.ts';
import type { Features, Row } from './features.ts';
import { maternAt, maternSlope } from './kernel.ts';
import { type Evaluation, minimise } from './lbfgs.ts';

/** Evaluations of the posterior; each costs about n^3 operations. */
const EVALUATIONS = 25;
/** Added to the diagonal, so that equal points do not make the matrix singular. */
export const JITTER = 1e-6;

export interface Hyper {
  /** (dimensions) */
  readonly lengthScales: readonly number[];
  readonly scale: number;
  readonly noise: number;
}

interface Prior {
  readonly mean: number;
  readonly deviation: number;
}

/** Normal priors of the logarithms. */
export function priorsOf(dimensions: number): Prior[] {
  const lengthScale = { mean: Math.SQRT2 + 0.5 * Math.log(dimensions), deviation: Math.sqrt(3) };
  const scales = Array.from({ length: dimensions }, () => lengthScale);
  return [...scales, { mean: 0, deviation: 1 }, { mean: -4, deviation: 2 }];
}

/**
 * @param rows (n) of features
 * @param targets (n), mean 0 and variance about 1
 */
export function fitHyper(
  rows: readonly Row[],
  targets: Float64Array,
  { dimensionOf, dimensions }: Pick<Features, 'dimensionOf' | 'dimensions'>,
): Hyper {
  const priors = priorsOf(dimensions);
  const squares = squaredDifferences(rows, dimensionOf, dimensions);
  const start = Float64Array.from(priors, ({ mean }, p) =>
    p < dimensions ? Math.log(0.5) + 0.25 * Math.log(dimensions) : mean,
  );
  const best = minimise(start, (theta) => negativeLogPosterior(theta, squares, targets, priors), EVALUATIONS);
  const [scale, noise] = [best[dimensions]!, best[dimensions + 1]!].map(Math.exp);
  return { lengthScales: Array.from(best.subarray(0, dimensions), Math.exp), scale: scale!, noise: noise! };
}

/** (dimensions) times (n, n), lower triangle: the squared distance of every two rows along a dimension. */
export function squaredDifferences(
  rows: readonly Row[],
  dimensionOf: readonly number[],
  dimensions: number,
): Float64Array[] {
  const n = rows.length;
  const squares = Array.from({ length: dimensions }, () => new Float64Array(n * n));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      dimensionOf.forEach((d, c) => {
        squares[d]![i * n + j]! += (rows[i]![c]! - rows[j]![c]!) ** 2;
      });
    }
  }
  return squares;
}

/** With its gradient; null if the matrix is not positive definite. */
export function negativeLogPosterior(
  theta: Float64Array,
  squares: readonly Float64Array[],
  y: Float64Array,
  priors: readonly Prior[],
): Evaluation | null {
  const [n, d] = [y.length, squares.length];
  const [scale, noise] = [Math.exp(theta[d]!), Math.exp(theta[d + 1]!)];
  const weights = squares.map((_, k) => Math.exp(-2 * theta[k]!));
  const distances = weightedSum(squares, weights, n);
  const k = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) k[i * n + j] = maternAt(distances[i * n + j]!, scale);
    k[i * n + i] = scale + noise + JITTER;
  }
  const l = cholesky(k, n);
  if (l === null) return null;
  const alpha = solveUpper(l, solveLower(l, y));
  const gradient = likelihoodGradient({ distances, squares, weights, scale, noise, k, l, alpha });
  let value = 0;
  for (let i = 0; i < n; i++) value += 0.5 * y[i]! * alpha[i]! + Math.log(l[i * n + i]!);
  priors.forEach(({ mean, deviation }, p) => {
    const z = (theta[p]! - mean) / deviation;
    value += 0.5 * z * z;
    gradient[p]! += z / deviation;
  });
  return Number.isFinite(value) ? { value, gradient } : null;
}

function weightedSum(squares: readonly Float64Array[], weights: readonly number[], n: number): Float64Array {
  const sum = new Float64Array(n * n);
  squares.forEach((square, d) => {
    const weight = weights[d]!;
    for (let i = 0; i < sum.length; i++) sum[i]! += weight * square[i]!;
  });
  return sum;
}

interface Parts {
  readonly distances: Float64Array;
  readonly squares: readonly Float64Array[];
  readonly weights: readonly number[];
  readonly scale: number;
  readonly noise: number;
  readonly k: Float64Array;
  readonly l: Float64Array;
  readonly alpha: Float64Array;
}

/** Of the negative logarithm of the marginal likelihood: 1/2 tr((K^-1 - alpha alpha^T) dK) (Rasmussen & Williams 5.9). */
function likelihoodGradient({ distances, squares, weights, scale, noise, k, l, alpha }: Parts): Float64Array {
  const [n, d] = [alpha.length, squares.length];
  const inverse = inverseFrom(l, n);
  const slopes = new Float64Array(n * n); // every entry below the diagonal counts twice
  const gradient = new Float64Array(d + 2);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const at = i * n + j;
      const g = inverse[at]! - alpha[i]! * alpha[j]!;
      slopes[at] = g * maternSlope(distances[at]!, scale);
      gradient[d]! += g * k[at]!;
    }
    const g = 0.5 * (inverse[i * n + i]! - alpha[i]! ** 2);
    gradient[d]! += g * scale;
    gradient[d + 1]! += g * noise;
  }
  squares.forEach((square, axis) => {
    let sum = 0;
    for (let at = 0; at < square.length; at++) sum += slopes[at]! * square[at]!;
    gradient[axis] = weights[axis]! * sum;
  });
  return gradient;
}
