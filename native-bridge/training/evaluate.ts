/** Forward passes over a split, and their results. */
import type { ImageSet } from '../../datasets/dataset.ts';
import type { Session } from '../backends/backend.ts';

/** Row-wise softmax of (count, classes) logits, shifted by the row's maximum so that exp cannot overflow. */
export function softmax(logits: Float32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(logits.length); // (count, classes)
  for (let row = 0; row < logits.length; row += classes) {
    let top = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classes; k++) top = Math.max(top, logits[row + k]!);
    let total = 0;
    for (let k = 0; k < classes; k++) total += Math.exp(logits[row + k]! - top);
    for (let k = 0; k < classes; k++) probabilities[row + k] = Math.exp(logits[row + k]! - top) / total;
  }
  return probabilities;
}

/** Index of each row's largest entry, the first if several are equal; (count). */
export function argmax(rows: Float32Array, classes: number): Int32Array {
  return Int32Array.from({ length: rows.length / classes }, (_, n) => {
    let best = 0;
    for (let k = 1; k < classes; k++) if (rows[n * classes + k]! > rows[n * classes + best]!) best = k;
    return best;
  });
}

/**
 * Mean softmax cross-entropy of (count, classes) logits and (count) labels: the loss without smoothing and penalties.
 * log(sum of exp) is shifted by the row's maximum so that exp cannot overflow.
 */
export function crossEntropyOf(logits: Float32Array, labels: Int32Array): number {
  const classes = logits.length / labels.length;
  let total = 0;
  for (const [n, label] of labels.entries()) {
    const row = logits.subarray(n * classes, (n + 1) * classes);
    const top = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    total += top + Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - top), 0)) - row[label]!;
  }
  return total / labels.length;
}

/** Top-1 accuracy in [0, 1]; NaN for an empty split. */
export async function accuracy(session: Session, set: ImageSet): Promise<number> {
  if (set.count === 0) return Number.NaN;
  return accuracyOf(await session.logits(set.images, set.count), set.labels);
}

/** Share of the rows of (count, classes) scores whose largest entry is the label. */
export function accuracyOf(scores: Float32Array, labels: Int32Array): number {
  const predicted = argmax(scores, scores.length / labels.length);
  let right = 0;
  for (const [n, label] of labels.entries()) if (predicted[n] === label) right++;
  return right / labels.length;
}
