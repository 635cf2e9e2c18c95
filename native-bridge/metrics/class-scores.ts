/** Precision, recall and F1 of each class. */
import type { Confusion } from './confusion.ts';

/** A ratio is in [0, 1], or null if it is 0 / 0: no picture was of this class, or none was predicted to be. */
export interface ClassScores {
  /** Number of pictures of this class: the support. */
  readonly n: number;
  /** TP / (TP + FP) */
  readonly precision: number | null;
  /** TP / (TP + FN) */
  readonly recall: number | null;
  /** 2 TP / (2 TP + FP + FN), the harmonic mean of both. */
  readonly f1: number | null;
}

/** One entry per class, in the order of the labels. */
export function classScores(confusion: Confusion): ClassScores[] {
  return confusion.map((row, c) => {
    const truePositives = row[c]!;
    const n = row.reduce((sum, count) => sum + count, 0); // TP + FN
    const claimed = confusion.reduce((sum, other) => sum + other[c]!, 0); // TP + FP
    return {
      n,
      precision: ratio(truePositives, claimed),
      recall: ratio(truePositives, n),
      f1: ratio(2 * truePositives, claimed + n),
    };
  });
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
