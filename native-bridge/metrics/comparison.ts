/** Compares two models on the same pictures. */
import { type McNemar, mcnemar } from './mcnemar.ts';

export interface Comparison {
  /** Positions of pictures in the lists, ascending. */
  readonly bothRight: readonly number[];
  readonly onlyA: readonly number[];
  readonly onlyB: readonly number[];
  readonly bothWrong: readonly number[];
  /** One per class, in the order of the labels. */
  readonly perClass: readonly ClassDifference[];
  readonly test: McNemar;
}

export interface ClassDifference {
  /** Number of pictures of this class, and how many of them each model gets right. */
  readonly n: number;
  readonly a: number;
  readonly b: number;
  /** Recall of b minus that of a, in [-1, 1]; null if the class has no pictures. */
  readonly difference: number | null;
}

/**
 * @param a (n) answers of the first model, each in [0, classes)
 * @param b (n) answers of the second
 * @param labels (n)
 * @throws RangeError if the lengths differ or a label is not a class.
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
    if (!count) throw new RangeError(`label ${labels[i]} of picture ${i} is not one of the ${classes} classes`);
    count.n++;
    count.a += Number(rightA);
    count.b += Number(rightB);
  }
  const perClass = counts.map(({ n, a, b }) => ({ n, a, b, difference: n === 0 ? null : (b - a) / n }));
  return { ...lists, perClass, test: mcnemar(lists.onlyA.length, lists.onlyB.length) };
}
