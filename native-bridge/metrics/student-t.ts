/**
 * Student's t: a confidence interval for the mean of a few values, and Welch's test for a difference of two means.
 *
 * The two-sided tail is P(|T| > t) = I_x(df/2, 1/2) with x = df / (df + t^2), the regularised incomplete beta function
 * (Abramowitz & Stegun 26.7.1 and 26.5.27; DLMF 8.17).
 */
import type { Interval } from './wilson.ts';

/** The mean of values, with a 95 % confidence interval for normally distributed values. */
export interface MeanInterval extends Interval {
  readonly mean: number;
}

/**
 * mean ± t(0.975, n - 1) · s / sqrt(n).
 * @param values at least two: a single value says nothing about the spread
 * @throws RangeError for fewer
 */
export function meanInterval(values: readonly number[]): MeanInterval {
  const { mean, variance, n } = momentsOf(values);
  const half = tQuantile(0.975, n - 1) * Math.sqrt(variance / n);
  return { mean, low: mean - half, high: mean + half };
}

export interface Welch {
  readonly t: number;
  /** By Welch and Satterthwaite; in general not a whole number. */
  readonly df: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Whether the means of two normal populations differ, whatever their variances (B. L. Welch 1947, Biometrika 34, 28-35).
 * If both variances are 0 the answer is certain: p is 1 for equal means, else 0.
 * @throws RangeError if either has fewer than two values
 */
export function welch(a: readonly number[], b: readonly number[]): Welch {
  const [first, second] = [momentsOf(a), momentsOf(b)];
  const [va, vb] = [first.variance / first.n, second.variance / second.n]; // squared standard errors
  const difference = first.mean - second.mean;
  if (va + vb === 0) {
    const t = difference === 0 ? 0 : Math.sign(difference) * Number.POSITIVE_INFINITY;
    return { t, df: first.n + second.n - 2, p: difference === 0 ? 1 : 0 };
  }
  const t = difference / Math.sqrt(va + vb);
  const df = (va + vb) ** 2 / (va ** 2 / (first.n - 1) + vb ** 2 / (second.n - 1));
  return { t, df, p: tTwoSided(t, df) };
}

/** P(|T| > |t|) with `df` degrees of freedom, above 0. */
export function tTwoSided(t: number, df: number): number {
  const square = t * t;
  return incompleteBeta(df / (df + square), square / (df + square), df / 2, 0.5);
}

/** The value t with a share `p` of the distribution below it, 0 < p < 1. */
export function tQuantile(p: number, df: number): number {
  if (p < 0.5) return -tQuantile(1 - p, df);
  const tail = 2 * (1 - p);
  let [low, high] = [0, 1];
  while (tTwoSided(high, df) > tail) [low, high] = [high, high * 2];
  // Bisection until two neighbouring numbers are left: always ends, after about 55 steps.
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (tTwoSided(middle, df) > tail) low = middle;
    else high = middle;
  }
  return high;
}

function momentsOf(values: readonly number[]): { mean: number; variance: number; n: number } {
  const n = values.length;
  if (n < 2) throw new RangeError(`${n} values do not give an interval`);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, variance, n };
}

/**
 * I_x(a, b), 0 <= x <= 1. The fraction converges fast below the mean of the beta distribution; above it, symmetry is
 * used.
 * @param y 1 - x, passed separately because it would lose precision for x near 1
 */
function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  return x < (a + 1) / (a + b + 2) ? betaFraction(x, y, a, b) : 1 - betaFraction(y, x, b, a);
}

const LEVELS = 300;

/** DLMF 8.17.22, by the modified algorithm of Lentz (Thompson & Barnett 1986, J. Comput. Phys. 64). */
function betaFraction(x: number, y: number, a: number, b: number): number {
  const least = 1e-300; // replaces 0, which would be divided by
  let [c, d] = [1, 1 / clear(1 - ((a + b) * x) / (a + 1), least)];
  let fraction = d;
  for (let m = 1; m <= LEVELS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let step = 1;
    for (const numerator of [even, odd]) {
      d = 1 / clear(1 + numerator * d, least);
      c = clear(1 + numerator / c, least);
      step = c * d;
      fraction *= step;
    }
    if (Math.abs(step - 1) < Number.EPSILON) break;
  }
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  return (Math.exp(a * Math.log(x) + b * Math.log(y) - logBeta) * fraction) / a;
}

function clear(value: number, least: number): number {
  return Math.abs(value) < least ? least : value;
}

/** Lanczos's approximation with g = 7 and n = 9 (Godfrey's coefficients), about 15 digits for x > 0. */
const LANCZOS = [
  ...[0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059],
  ...[12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7],
];

function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  const sum = LANCZOS.reduce((total, coefficient, i) => (i === 0 ? coefficient : total + coefficient / (z + i)), 0);
  const t = z + LANCZOS.length - 1.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}
