/** How two models differ on the same picture, in sentences. */

import type { Changed } from './compute/change.ts';
import { correlation, sharedTenth } from './compute/correlation.ts';
import { t } from './messages/index.ts';

export interface Side {
  /** Its name in a sentence. */
  readonly name: string;
  /** The predicted class, and its probability. */
  readonly answer: string;
  readonly probability: number;
}

/** `course answers 3 (93.1 %), camera answers 4 (55.0 %): they disagree.` */
export function answerWords(a: Side, b: Side): string {
  const share = (probability: number) => (probability * 100).toFixed(1);
  const answers = {
    ...{ a: a.name, answerA: a.answer, shareA: share(a.probability) },
    ...{ b: b.name, answerB: b.answer, shareB: share(b.probability) },
  };
  if (a.answer !== b.answer) return t.disagree(answers);
  return t.agree({ ...answers, points: share(Math.abs(a.probability - b.probability)) });
}

export interface Likeness {
  /** Pearson's correlation; null where a map is constant. */
  readonly r: number | null;
  readonly shared: number;
}

/** @param a (64,64), as `b` */
export function likeness(a: Float64Array, b: Float64Array): Likeness {
  return { r: correlation(a, b), shared: sharedTenth(a, b) };
}

/** How similar the maps are, with the numbers. */
export function likenessWords({ r, shared }: Likeness): string {
  if (r === null) return t.constantMap();
  return t.likeness({
    likeness: r >= 0.7 ? 'much' : r >= 0.3 ? 'partly' : 'other',
    r: r.toFixed(2).replace('-', '−'),
    share: (shared * 100).toFixed(0),
  });
}

/** Which of them is changed more easily. */
export function changeWords(
  names: readonly [string, string],
  changes: readonly [Changed, Changed],
  target: string,
): string {
  const [endA, endB] = changes.map(({ end }) => (end === 'won' ? 'won' : 'other'));
  const [normA, normB] = changes.map(({ steps }) => steps.at(-1)!.norm.toFixed(2));
  return t.bothChanges({ a: names[0], b: names[1], endA: endA!, endB: endB!, normA: normA!, normB: normB!, target });
}
