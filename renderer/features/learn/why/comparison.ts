/** Where two models differ on the same picture, in sentences. */

import type { Changed } from './compute/change.ts';
import { correlation, sharedTenth } from './compute/correlation.ts';

export interface Side {
  /** As it stands in a sentence. */
  readonly name: string;
  /** The class that it answers, and how sure it is of it. */
  readonly answer: string;
  readonly probability: number;
}

/** `course answers 3 (93.1 %), camera answers 4 (55.0 %): they disagree.` */
export function answerWords(a: Side, b: Side): string {
  const words = ({ name, answer, probability }: Side) =>
    `${name} answers ${answer} (${(probability * 100).toFixed(1)} %)`;
  if (a.answer !== b.answer) return `${words(a)}, ${words(b)}: they disagree.`;
  const apart = Math.abs(a.probability - b.probability) * 100;
  return `${words(a)}, ${words(b)}: the same answer, ${apart.toFixed(1)} percentage points apart.`;
}

export interface Likeness {
  /** Pearson's; null where a map is the same everywhere. */
  readonly r: number | null;
  readonly shared: number;
}

/** @param a (64,64), as `b` */
export function likeness(a: Float64Array, b: Float64Array): Likeness {
  return { r: correlation(a, b), shared: sharedTenth(a, b) };
}

/** How alike the maps are, with the numbers that say so. */
export function likenessWords({ r, shared }: Likeness): string {
  if (r === null) return 'One of the maps is the same everywhere, so they cannot be compared.';
  const verdict =
    r >= 0.7
      ? 'They look at much the same places'
      : r >= 0.3
        ? 'They look at partly the same places'
        : 'They look at different places';
  const tenth = `${(shared * 100).toFixed(0)} % of the strongest tenth of the pixels in common`;
  return `${verdict}: the maps correlate with r = ${r.toFixed(2).replace('-', '−')}, with ${tenth}.`;
}

/** Which of them is changed more easily. */
export function changeWords(
  names: readonly [string, string],
  changes: readonly [Changed, Changed],
  target: string,
): string {
  const [a, b] = changes;
  const way = (name: string, { end, steps }: Changed) =>
    end === 'won'
      ? `${name} turns to ${target} at an L2 norm of ${steps.at(-1)!.norm.toFixed(2)}`
      : `${name} does not turn to ${target}`;
  return `${way(names[0], a)}, ${way(names[1], b)}.`;
}
