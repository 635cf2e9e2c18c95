import type { OcclusionMap } from './compute/occlusion.ts';
import type { Settings } from './settings.ts';

/** Probabilities to two digits, small ones not as 0.00; scores as they are. */
export function measured(value: number, measure: Settings['measure']): string {
  if (measure === 'score') return value.toFixed(2).replace('-', '−');
  if (value > 0 && value < 0.005) return '<0.01';
  return value.toFixed(2);
}

/** What covering a place does, in a sentence: `Covered here: 0.93 → 0.12. The net then answers 4.` */
export function coveredWords(
  map: OcclusionMap,
  place: number,
  { measure }: Settings,
  labels: readonly string[],
): string {
  const top = map.tops[place];
  if (top === undefined || top < 0) return 'Not computed yet.';
  const after = (measure === 'score' ? map.scores : map.probabilities)[place]!;
  const change = `Covered here: ${measured(map.before[measure], measure)} → ${measured(after, measure)}.`;
  const answer =
    top === map.before.top ? `The net still answers ${labels[top]}.` : `The net then answers ${labels[top]}.`;
  return `${change} ${answer}`;
}

/** The place with the largest drop; null while there is none above 0. */
export function strongestPlace(drops: ArrayLike<number>): number | null {
  let best: number | null = null;
  for (let at = 0; at < drops.length; at++) {
    if (drops[at]! > 0 && (best === null || drops[at]! > drops[best]!)) best = at;
  }
  return best;
}
