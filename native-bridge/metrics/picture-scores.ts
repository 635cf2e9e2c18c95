/** A model's result for each picture: the class, its confidence and the loss. */
import { argmax } from './argmax.ts';

export interface PictureScores {
  /** (n) class of the largest probability. */
  readonly predicted: Int32Array;
  /** (n) that probability. */
  readonly confidence: Float32Array;
  /** (n) cross-entropy -ln p(label), in nats. */
  readonly loss: Float32Array;
}

/**
 * Lower limit for probabilities: float32's epsilon, so that a confident error has a loss of 15.9 instead of infinity.
 */
export const SMALLEST_PROBABILITY = 2 ** -23;

/**
 * @param probabilities (n,classes), rows sum to 1
 * @param labels (n), each in [0, classes)
 * @throws RangeError if the sizes differ or a label is not a class.
 */
export function pictureScores(probabilities: Float32Array, labels: ArrayLike<number>, classes: number): PictureScores {
  const n = labels.length;
  if (probabilities.length !== n * classes) {
    throw new RangeError(`${probabilities.length} probabilities are not (${n},${classes})`);
  }
  const predicted = argmax(probabilities, classes);
  const confidence = new Float32Array(n);
  const loss = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    const label = labels[i]!;
    if (!(label >= 0 && label < classes))
      throw new RangeError(`label ${label} of picture ${i} is not one of the ${classes} classes`);
    confidence[i] = probabilities[i * classes + predicted[i]!]!;
    loss[i] = -Math.log(Math.max(probabilities[i * classes + label]!, SMALLEST_PROBABILITY));
  }
  return { predicted, confidence, loss };
}
