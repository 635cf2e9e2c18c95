/** What a model's answers are worth against the true labels. */
import { z } from 'zod';
import { argmax } from '../training/evaluate.ts';

/** A ratio in [0, 1]; null where it is 0 / 0: nothing was of this class, or nothing was said to be. */
const Ratio = z.number().min(0).max(1).nullable();

export const Evaluation = z.object({
  /** Top-1. */
  accuracy: z.number().min(0).max(1),
  n: z.int().min(1),
  /** (classes,classes): rows are true labels, columns what the model said. */
  confusion: z.array(z.array(z.int().min(0))),
  perClass: z.array(z.object({ label: z.string(), n: z.int().min(0), precision: Ratio, recall: Ratio, f1: Ratio })),
});
export type Evaluation = z.infer<typeof Evaluation>;

/**
 * Top-1 accuracy, confusion matrix, and precision = TP/(TP+FP), recall = TP/(TP+FN), F1 = 2TP/(2TP+FP+FN) per class.
 * @param probabilities (n, classes); logits serve as well.
 * @param labels (n), each in [0, classes).
 * @throws RangeError where sizes disagree, a label is no class, or there are no pictures.
 */
export function evaluation(probabilities: Float32Array, labels: Int32Array, classes: readonly string[]): Evaluation {
  const [n, k] = [labels.length, classes.length];
  if (n === 0 || probabilities.length !== n * k) {
    throw new RangeError(`${probabilities.length} probabilities are not (${n},${k})`);
  }
  const said = argmax(probabilities, k); // (n)
  const confusion = classes.map(() => new Array<number>(k).fill(0)); // (k,k)
  for (const [i, label] of labels.entries()) {
    const row = confusion[label];
    if (!row) throw new RangeError(`label ${label} of picture ${i} is none of ${k} classes`);
    row[said[i]!]!++;
  }
  const right = confusion.reduce((sum, row, c) => sum + row[c]!, 0);
  return {
    accuracy: right / n,
    n,
    confusion,
    perClass: classes.map((label, c) => ({ label, ...scores(confusion, c) })),
  };
}

function scores(confusion: readonly number[][], c: number) {
  const truePositives = confusion[c]![c]!;
  const n = confusion[c]!.reduce((sum, count) => sum + count, 0); // TP + FN
  const claimed = confusion.reduce((sum, row) => sum + row[c]!, 0); // TP + FP
  return {
    n,
    precision: ratio(truePositives, claimed),
    recall: ratio(truePositives, n),
    f1: ratio(2 * truePositives, claimed + n),
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
