/**
 * The complementary error function, to about 13 digits: Abramowitz & Stegun 7.1.6 (series) and 7.1.14 (continued
 * fraction).
 */

/** The boundary between the two forms, where both are accurate and fast. */
const SERIES_BELOW = 2;
/** Levels of the fraction; at 2 it has converged to double precision. */
const LEVELS = 80;

/** erfc(x) = 2/sqrt(pi) * integral of exp(-t^2) from x to infinity, x >= 0. */
export function erfc(x: number): number {
  return x < SERIES_BELOW ? 1 - erfSeries(x) : erfcFraction(x);
}

/** 2/sqrt(pi) exp(-x^2) * sum of 2^n x^(2n+1) / (1·3·...·(2n+1)): all terms positive, so nothing cancels. */
function erfSeries(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; term > sum * Number.EPSILON; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** exp(-x^2)/sqrt(pi) * 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + ...)))), evaluated from the inside out. */
function erfcFraction(x: number): number {
  let fraction = x;
  for (let level = LEVELS; level > 0; level--) fraction = x + level / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}
