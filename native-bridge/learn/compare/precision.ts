/** The precision to which an answer was computed or copied, judged by its numbers. */
import type { Outputs } from '../course.ts';
import type { FloatType } from './magnitude.ts';

export interface Precision {
  /** The shortest type that holds every number exactly. */
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
  if (values.every(isHalf)) return 'float16';
  return values.every((value) => Math.fround(value) === value) ? 'float32' : 'float64';
}

/** Whether it is a number of float16: at most 65504, a multiple of 2^-24, with 11 significant bits. */
function isHalf(value: number): boolean {
  let steps = Math.abs(value) * 2 ** 24;
  if (!Number.isInteger(steps) || Math.abs(value) > 65504) return false;
  while (steps >= 2048 && steps % 2 === 0) steps /= 2;
  return steps < 2048;
}

/** Half a unit of the answer's last digit. */
export function halfDigit({ decimals }: Precision): number {
  return decimals === null ? 0 : 0.5000001 * 10 ** -decimals;
}
