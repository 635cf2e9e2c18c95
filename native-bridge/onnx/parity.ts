/** Whether an exported model gives the same answers as the trained net: outputs compared number by number. */
import { z } from 'zod';
import { accuracyOf, argmax, softmax } from '../training/evaluate.ts';
import { logitBounds } from './rounding.ts';
import type { Model } from './session.ts';

/** Always allowed difference of a probability: the effect of rounding small logits and of softmax itself. */
const PROBABILITY_TOLERANCE = 1e-5;

/** Infinity where one side is not a number. */
const Difference = z.number().or(z.literal(Number.POSITIVE_INFINITY));

export const ParityReport = z.object({
  /** Number of pictures compared. */
  n: z.int().min(1),
  /** Number of pictures on which both predict the same class. */
  labelsEqual: z.int().min(0),
  /** Of the probabilities. */
  maxDifference: Difference,
  meanDifference: Difference,
  /** Of the logits; null in reports of earlier versions that did not compare them. */
  maxLogitDifference: Difference.nullable(),
  /**
   * Of the probabilities: 1e-5, or if the bounds of the logits allow more, what the difference of the logits explains.
   */
  tolerance: z.number(),
  /** Every logit has its own bound (rounding.ts). Absent in reports of earlier versions, which had none. */
  logitBound: z
    .object({
      /** Of all logits; Infinity if float32 cannot hold the numbers in the net. */
      largest: Difference,
      /** The largest difference relative to its logit's bound: 1 is the most that rounding explains. */
      used: Difference,
    })
    .optional(),
  /** Top-1 accuracy of each on these pictures. */
  accuracy: z.object({ trained: z.number(), exported: z.number() }),
  /**
   * maxDifference <= tolerance and logitBound.used <= 1. Labels can then differ only if two classes tie within twice the
   * tolerance.
   */
  passed: z.boolean(),
});
export type ParityReport = z.infer<typeof ParityReport>;

export interface ParityQuestion {
  /** Exported by this lab. */
  readonly model: Model;
  /** (count,64,64,3) uint8. */
  readonly images: Uint8Array;
  readonly count: number;
  /** (count) */
  readonly labels: Int32Array;
  /** (count,classes) of the trained net. */
  readonly probabilities: Float32Array;
  /** (count,classes) of the trained net. Large logits give probabilities of 0 and 1, which hide errors. */
  readonly logits: Float32Array;
}

/**
 * @throws RangeError if sizes differ or there are no pictures; OnnxError if the model's graph has an operator that no
 * export writes.
 */
export async function parityReport(question: ParityQuestion): Promise<ParityReport> {
  const { model, images, count, labels, probabilities, logits } = question;
  requireAnswers(question);
  const classes = model.labels.length;
  const exported = await model.predict(images, count);
  const logitBound = usedOf(logits, exported.logits, await logitBounds(model, images, exported.logits));
  const explained = differences(softmax(logits, classes), softmax(exported.logits, classes)).max;
  const tolerance = probabilityTolerance(logitBound.largest, explained);
  const { max, mean } = differences(probabilities, exported.probabilities);
  const predicted = argmax(exported.probabilities, classes); // (count)
  return {
    n: count,
    labelsEqual: argmax(probabilities, classes).filter((label, i) => label === predicted[i]).length,
    maxDifference: max,
    meanDifference: mean,
    maxLogitDifference: differences(logits, exported.logits).max,
    ...{ tolerance, logitBound },
    accuracy: { trained: accuracyOf(probabilities, labels), exported: accuracyOf(exported.probabilities, labels) },
    passed: max <= tolerance && logitBound.used <= 1,
  };
}

function requireAnswers({ model, count, labels, probabilities, logits }: ParityQuestion): void {
  const classes = model.labels.length;
  const fits = [probabilities, logits].every(({ length }) => length === count * classes);
  if (count > 0 && labels.length === count && fits) return;
  throw new RangeError(`answers of (${count},${classes}) are expected for ${count} pictures`);
}

/**
 * 1e-5 more than the logits explain, limited by what their bounds allow. A probability is a logistic function of its
 * logit minus log(sum of exp(other logits)): if each logit moves by at most b, that moves by at most 2 b, and the
 * steepest piece of the logistic function of that width rises by tanh(b / 2).
 * @param explained the largest difference of a probability that follows from the logits of both sides
 */
function probabilityTolerance(logitBound: number, explained: number): number {
  const most = Math.max(PROBABILITY_TOLERANCE, Math.tanh(logitBound / 2));
  return Math.min(most, PROBABILITY_TOLERANCE + explained);
}

/** If a bound is NaN, nothing passes it. */
function usedOf(a: Float32Array, b: Float32Array, bounds: Float64Array): { largest: number; used: number } {
  let [largest, used] = [0, 0];
  for (const [i, bound] of bounds.entries()) {
    const share = Number.isFinite(bound) ? Math.abs(a[i]! - b[i]!) / bound : Number.POSITIVE_INFINITY;
    used = Math.max(used, orInfinity(share));
    largest = Math.max(largest, orInfinity(bound));
  }
  return { largest, used };
}

/** Absolute differences; Infinity where an entry is not a number, so that it can never pass. */
function differences(a: Float32Array, b: Float32Array): { max: number; mean: number } {
  let [max, sum] = [0, 0];
  for (const [i, value] of a.entries()) {
    const difference = orInfinity(Math.abs(value - b[i]!));
    max = Math.max(max, difference);
    sum += difference;
  }
  return { max, mean: sum / a.length };
}

function orInfinity(value: number): number {
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
}
