/** A model's accuracy against the true labels, in the form that the host sends. The maths is in metrics. */
import { z } from 'zod';
import { argmax } from '../metrics/argmax.ts';
import { classScores } from '../metrics/class-scores.ts';
import { confusionMatrix, rightCount } from '../metrics/confusion.ts';

/** A ratio in [0, 1]; null if it is 0 / 0: no picture was of this class, or none was predicted to be. */
const Ratio = z.number().min(0).max(1).nullable();

export const Evaluation = z.object({
  /** Top-1. */
  accuracy: z.number().min(0).max(1),
  n: z.int().min(1),
  /** (classes,classes): rows are true labels, columns predicted ones. */
  confusion: z.array(z.array(z.int().min(0))),
  perClass: z.array(z.object({ label: z.string(), n: z.int().min(0), precision: Ratio, recall: Ratio, f1: Ratio })),
});
export type Evaluation = z.infer<typeof Evaluation>;

/**
 * Top-1 accuracy, confusion matrix, and precision, recall and F1 per class.
 * @param probabilities (n, classes); logits work too.
 * @param labels (n), each in [0, classes).
 * @throws RangeError if sizes differ, a label is not a class, or there are no pictures.
 */
export function evaluation(probabilities: Float32Array, labels: Int32Array, classes: readonly string[]): Evaluation {
  const [n, k] = [labels.length, classes.length];
  if (n === 0 || probabilities.length !== n * k) {
    throw new RangeError(`${probabilities.length} probabilities are not (${n},${k})`);
  }
  const confusion = confusionMatrix(argmax(probabilities, k), labels, k);
  const scores = classScores(confusion);
  return {
    accuracy: rightCount(confusion) / n,
    n,
    confusion,
    perClass: classes.map((label, c) => ({ label, ...scores[c]! })),
  };
}
