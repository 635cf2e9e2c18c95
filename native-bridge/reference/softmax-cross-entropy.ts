/** The loss that every network here is trained with. */
import { NO_CLASS } from '../convnet/no-class.ts';
import { type Tensor, zeros } from './tensor.ts';

/**
 * Mean over the batch of log(sum(exp(logits))) - sum(targets * logits), with the row's maximum subtracted so that nothing
 * overflows, and its gradient (softmax - targets) / m. The targets are (1 - s) * one-hot + s / classes, where s is the
 * label smoothing (Szegedy et al. 2016, section 7); a picture that shows none of the classes has 1 / classes throughout.
 * @param logits (m, classes)
 * @param labels (m), each in [0, classes), or NO_CLASS
 * @param labelSmoothing s, in [0, 1]
 */
export function softmaxCrossEntropy(
  logits: Tensor,
  labels: ArrayLike<number>,
  labelSmoothing = 0,
): { loss: number; dLogits: Tensor } {
  const [m, classes] = logits.shape as [number, number];
  const dLogits = zeros(logits.shape);
  let loss = 0;
  for (let i = 0; i < m; i++) {
    const row = logits.data.subarray(i * classes, (i + 1) * classes);
    const { max, exponentials, sum } = exponentialsOf(row);
    const smoothing = labels[i] === NO_CLASS ? 1 : labelSmoothing;
    for (let c = 0; c < classes; c++) {
      const target = (c === labels[i] ? 1 - smoothing : 0) + smoothing / classes;
      if (target > 0) loss += (target * (Math.log(sum) + max - row[c]!)) / m; // the targets of a row sum to 1
      dLogits.data[i * classes + c] = (exponentials[c]! / sum - target) / m;
    }
  }
  return { loss, dLogits };
}

/**
 * The class probabilities. Each row's maximum is subtracted so that nothing overflows.
 * @param logits (m, classes)
 * @returns (m, classes)
 */
export function softmax(logits: Tensor): Tensor {
  const [m, classes] = logits.shape as [number, number];
  const probabilities = zeros(logits.shape);
  for (let i = 0; i < m; i++) {
    const { exponentials, sum } = exponentialsOf(logits.data.subarray(i * classes, (i + 1) * classes));
    probabilities.data.set(
      exponentials.map((exponential) => exponential / sum),
      i * classes,
    );
  }
  return probabilities;
}

/**
 * e^(logit - the largest logit) of each class, and their sum: the numerators and the denominator of a softmax.
 * @param row (classes) logits
 */
export function exponentialsOf(row: Float64Array): { max: number; exponentials: Float64Array; sum: number } {
  const max = row.reduce((a, b) => Math.max(a, b));
  const exponentials = row.map((logit) => Math.exp(logit - max));
  return { max, exponentials, sum: exponentials.reduce((a, b) => a + b) };
}
