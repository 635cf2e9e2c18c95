/** The loss of every network here. */
import { type Tensor, zeros } from './tensor.ts';

/**
 * Mean over the batch of log(sum(exp(logits))) - logits[label], with the row's maximum taken out so that nothing
 * overflows, and its gradient (softmax - one hot) / m.
 * @param logits (m, classes)
 * @param labels (m), each in [0, classes)
 */
export function softmaxCrossEntropy(logits: Tensor, labels: ArrayLike<number>): { loss: number; dLogits: Tensor } {
  const [m, classes] = logits.shape as [number, number];
  const dLogits = zeros(logits.shape);
  let loss = 0;
  for (let i = 0; i < m; i++) {
    const row = logits.data.subarray(i * classes, (i + 1) * classes);
    const max = row.reduce((a, b) => Math.max(a, b));
    const exponentials = row.map((logit) => Math.exp(logit - max));
    const sum = exponentials.reduce((a, b) => a + b);
    loss += (Math.log(sum) + max - row[labels[i]!]!) / m;
    for (let c = 0; c < classes; c++) {
      dLogits.data[i * classes + c] = (exponentials[c]! / sum - (c === labels[i] ? 1 : 0)) / m;
    }
  }
  return { loss, dLogits };
}
