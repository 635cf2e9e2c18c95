/** Scores and their differences as text; names of objectives are in charts/objectives.ts. */

import { count, significant } from '../../lib/format.ts';
import { objectiveLook } from './charts/objectives.ts';
import { t } from './messages/index.ts';
import type { Objective } from './sweep-types.ts';

/** `–` where there is none. */
export function scoreText(objective: Objective, value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : objectiveLook(objective).write(value);
}

/** A difference of two scores, without its sign: accuracies in percentage points. */
export function gapText(objective: Objective, difference: number): string {
  const size = Math.abs(difference);
  switch (objective) {
    case 'validationAccuracy':
      return t.points({ n: (size * 100).toFixed(1) });
    case 'validationLoss':
      return significant(size);
    case 'parameters':
      return count(size);
    case 'latency':
    case 'epochSeconds':
      return objectiveLook(objective).write(size);
  }
}

/** `84.2 % to 91.0 %` */
export function intervalText(objective: Objective, interval: { readonly low: number; readonly high: number }): string {
  const { write } = objectiveLook(objective);
  return t.range({ low: write(interval.low), high: write(interval.high) });
}
