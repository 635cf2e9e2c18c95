/** How sure a trial's score is. */
import { meanInterval } from '../metrics/student-t.ts';
import { type Interval, wilsonInterval } from '../metrics/wilson.ts';

/**
 * The 95 % interval of a trial's score: over its replicates Student's t of their mean; of a single one, where it is an
 * accuracy, Wilson's for the pictures that it was judged by. Null if there is no interval: a single loss.
 * @param judged pictures that judged each replicate; null if the score is no share of them
 */
export function intervalOf(replicates: readonly number[], judged: number | null): Interval | null {
  if (replicates.length > 1) {
    const { low, high } = meanInterval(replicates);
    return { low, high };
  }
  const [only] = replicates;
  if (only === undefined || judged === null || judged === 0) return null;
  return wilsonInterval(Math.round(only * judged), judged);
}
