/** The precision to which an answer was computed or copied, judged by its numbers. */
import type { Outputs } from '../course.ts';

export interface Precision {
  /** Whether every number is a float32. */
  readonly float32: boolean;
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
  return { float32: values.every((value) => Math.fround(value) === value), decimals: rounded ? decimals : null };
}

/** Half a unit of the answer's last digit. */
export function halfDigit({ decimals }: Precision): number {
  return decimals === null ? 0 : 0.5000001 * 10 ** -decimals;
}
