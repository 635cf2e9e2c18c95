import { decimalsOf } from '../numbers/number-text.ts';
import type { OcclusionMap } from './compute/occlusion.ts';
import { t } from './messages/index.ts';
import type { Settings } from './settings.ts';

/** With as many decimal places as a difference of that magnitude needs. */
export function measured(value: number, difference: number): string {
  return value.toFixed(decimalsOf(Math.abs(difference))).replace('-', '−');
}

/** The effect of covering a place, in a sentence: `Covered here: 0.93 → 0.12. The net then answers 4.` */
export function coveredWords(
  map: OcclusionMap,
  place: number,
  { measure }: Settings,
  labels: readonly string[],
): string {
  const top = map.tops[place];
  if (top === undefined || top < 0) return t.notComputedYet();
  const after = (measure === 'score' ? map.scores : map.probabilities)[place]!;
  const before = map.before[measure];
  const change = {
    before: measured(before, before - after),
    after: measured(after, before - after),
    label: labels[top] ?? '',
  };
  return top === map.before.top ? t.coveredStill(change) : t.coveredThen(change);
}

/** The place with the largest drop; null while none is above 0. */
export function strongestPlace(drops: ArrayLike<number>): number | null {
  let best: number | null = null;
  for (let at = 0; at < drops.length; at++) {
    if (drops[at]! > 0 && (best === null || drops[at]! > drops[best]!)) best = at;
  }
  return best;
}
