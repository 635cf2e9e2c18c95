/** To how many digits an answer was computed or copied, as its numbers show. */
import type { Outputs } from '../course.ts';

export interface Precision {
  /** Every number is one of float32. */
  readonly float32: boolean;
  /** Decimals of numbers that were copied from a printout, 4 to 8; null if they have more, or fewer as whole numbers do. */
  readonly decimals: number | null;
}

/** What numpy prints, and the fewest that are taken for a rounded answer. */
const [MOST, FEWEST] = [8, 4];

export function precisionOf(answer: Outputs): Precision {
  const values = Object.values(answer).flatMap(({ data }) => [...data]);
  const fits = (decimals: number) => values.every((value) => Number(value.toFixed(decimals)) === value);
  const decimals = [4, 5, 6, 7, 8].find(fits) ?? null;
  const rounded = decimals !== null && (decimals > FEWEST || !fits(FEWEST - 1)) && decimals <= MOST;
  return { float32: values.every((value) => Math.fround(value) === value), decimals: rounded ? decimals : null };
}

/** Half a unit of the last digit that the answer has. */
export function halfDigit({ decimals }: Precision): number {
  return decimals === null ? 0 : 0.5000001 * 10 ** -decimals;
}
