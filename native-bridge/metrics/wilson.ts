/**
 * The Wilson score interval for a proportion (E. B. Wilson 1927, JASA 22, 209-212): unlike p ± z·sqrt(p(1-p)/n) it
 * stays in [0, 1], and it keeps its coverage for few pictures and for proportions near 0 or 1.
 */

/** The 0.975 quantile of the standard normal distribution: two-sided 95 %. */
export const Z95 = 1.959963984540054;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** @throws RangeError if `right` is not in 0..n, or n is 0. */
export function wilsonInterval(right: number, n: number, z = Z95): Interval {
  if (!(n > 0 && right >= 0 && right <= n)) throw new RangeError(`${right} of ${n} is not a proportion`);
  const p = right / n;
  const scale = 1 + z ** 2 / n;
  const centre = (p + z ** 2 / (2 * n)) / scale;
  const half = (z / scale) * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2));
  // At the ends the bound is 0 or 1 itself; rounding would leave 1e-17 of it.
  return { low: right === 0 ? 0 : centre - half, high: right === n ? 1 : centre + half };
}
