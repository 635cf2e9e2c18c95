/** The confidence interval of a trial's score. */
import { meanInterval } from '../metrics/student-t.ts';
import { type Interval, wilsonInterval } from '../metrics/wilson.ts';

/**
 * The 95 % interval of a trial's score. Several replicates: Student's t for their mean. A single accuracy: Wilson's,
 * from the number of validation pictures. Null for a single loss, which has no interval.
 * @param judged number of validation pictures of each replicate; null if the score is not a share of them
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
