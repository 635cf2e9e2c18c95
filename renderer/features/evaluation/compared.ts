/** Two models side by side: which pictures each gets right. */
import { type Comparison, compareAnswers } from '../../../native-bridge/metrics/comparison.ts';
import type { Evaluated } from './evaluated.ts';
import { t } from './messages/index.ts';

/**
 * Both must be answers to the same pictures in the same order.
 * @returns why they cannot be compared, or the comparison
 */
export function compared(a: Evaluated, b: Evaluated): Comparison | string {
  if (a.classes.join('\n') !== b.classes.join('\n')) return t.otherClasses();
  const same = a.ids.length === b.ids.length && a.ids.every((id, place) => id === b.ids[place]);
  if (!same) return t.datasetChanged();
  return compareAnswers(a.predicted, b.predicted, a.labels, a.classes.length);
}
