/** Whether printed numbers are those of float32. */
import type { PrintedNumber } from './values.ts';

/** The most digits that a float32 needs. */
const DIGITS = 9;

/**
 * A float32 in a float64 array is printed as the number that it is, to the digits that there are; in a float32 array as
 * the shortest text that gives it back.
 */
export function isSingle({ value, half }: PrintedNumber): boolean {
  const single = Math.fround(value);
  if (!Number.isFinite(value) || Math.abs(single - value) <= half) return true;
  for (let digits = 1; digits <= DIGITS; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === single) return Math.abs(text - value) < 1e-12 * Math.abs(value);
  }
  return false;
}
