/** Whether printed numbers are float32. */
import type { PrintedNumber } from './values.ts';

/** The largest number of digits that a float32 needs. */
const DIGITS = 9;

/**
 * A float32 in a float64 array is printed as its exact value, to the available digits; in a float32 array as the
 * shortest text that reproduces it.
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
