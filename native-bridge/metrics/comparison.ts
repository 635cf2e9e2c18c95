/** Two models that answered the same pictures. */
import { type McNemar, mcnemar } from './mcnemar.ts';

export interface Comparison {
  /** Positions of pictures in the lists, ascending. */
  readonly bothRight: readonly number[];
  readonly onlyA: readonly number[];
  readonly onlyB: readonly number[];
  readonly bothWrong: readonly number[];
  /** One a class, in the order of the labels. */
  readonly perClass: readonly ClassDifference[];
  readonly test: McNemar;
}

export interface ClassDifference {
  /** Pictures of this class, and how many of them each gets right. */
  readonly n: number;
  readonly a: number;
  readonly b: number;
  /** Recall of b less that of a, in [-1, 1]; null where the class has no pictures. */
  readonly difference: number | null;
}

/**
 * @param a (n) what the first says, each in [0, classes)
 * @param b (n) what the second says
 * @param labels (n)
 * @throws RangeError if the lengths disagree or a label is no class.
 */
export function compareAnswers(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): Comparison {
  if (a.length !== labels.length || b.length !== labels.length) {
    throw new RangeError(`${a.length} and ${b.length} answers to ${labels.length} pictures`);
  }
  const lists = { bothRight: [] as number[], onlyA: [] as number[], onlyB: [] as number[], bothWrong: [] as number[] };
  const counts = Array.from({ length: classes }, () => ({ n: 0, a: 0, b: 0 }));
  for (let i = 0; i < labels.length; i++) {
    const [rightA, rightB] = [a[i] === labels[i], b[i] === labels[i]];
    lists[rightA ? (rightB ? 'bothRight' : 'onlyA') : rightB ? 'onlyB' : 'bothWrong'].push(i);
    const count = counts[labels[i]!];
    if (!count) throw new RangeError(`label ${labels[i]} of picture ${i} is none of ${classes} classes`);
    count.n++;
    count.a += Number(rightA);
    count.b += Number(rightB);
  }
  const perClass = counts.map(({ n, a, b }) => ({ n, a, b, difference: n === 0 ? null : (b - a) / n }));
  return { ...lists, perClass, test: mcnemar(lists.onlyA.length, lists.onlyB.length) };
}
