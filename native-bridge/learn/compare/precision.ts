/** The precision to which an answer was computed or copied, judged by its numbers. */
import type { Outputs } from '../course.ts';
import type { FloatType } from './magnitude.ts';

export interface Precision {
  /** The shortest type that holds every number exactly; float16 only if a number uses its last bits. */
  readonly type: FloatType;
  /** Decimals of numbers copied from a printout, 4 to 8; null if they have more, or fewer, like whole numbers. */
  readonly decimals: number | null;
}

/** The decimals that numpy prints, and the fewest that count as a rounded answer. */
const [MOST, FEWEST] = [8, 4];

export function precisionOf(answer: Outputs): Precision {
  const values = Object.values(answer).flatMap(({ data }) => [...data]);
  const fits = (decimals: number) => values.every((value) => Number(value.toFixed(decimals)) === value);
  const decimals = [4, 5, 6, 7, 8].find(fits) ?? null;
  const rounded = decimals !== null && (decimals > FEWEST || !fits(FEWEST - 1)) && decimals <= MOST;
  return { type: typeOf(values), decimals: rounded ? decimals : null };
}

function typeOf(values: readonly number[]): FloatType {
  const bits = values.map(halfBits);
  if (bits.every((n) => n <= HALF_BITS) && values.some((value, i) => isFine(value, bits[i]!))) return 'float16';
  return values.every((value) => Math.fround(value) === value) ? 'float32' : 'float64';
}

const HALF_BITS = 11;

/** Significant bits that the number needs; infinite if float16 does not hold it: above 65504, or no multiple of 2^-24. */
function halfBits(value: number): number {
  let steps = Math.abs(value) * 2 ** 24;
  if (!Number.isInteger(steps) || Math.abs(value) > 65504) return Number.POSITIVE_INFINITY;
  while (steps > 0 && steps % 2 === 0) steps /= 2;
  return Math.ceil(Math.log2(steps + 1));
}

/** Whole and round numbers are in float16 too, whatever computed them: it takes one number that uses most of the bits. */
function isFine(value: number, bits: number): boolean {
  return !Number.isInteger(value) && bits > HALF_BITS - 3;
}

/** Half a unit of the answer's last digit. */
export function halfDigit({ decimals }: Precision): number {
  return decimals === null ? 0 : 0.5000001 * 10 ** -decimals;
}
