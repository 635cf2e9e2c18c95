/** Whether an exported model gives the trained net's answers: both on the same pictures, compared number by number. */
import { z } from 'zod';
import { accuracyOf, argmax } from '../training/evaluate.ts';
import type { Model } from './session.ts';

/** Largest difference of a probability that two float32 implementations of one net may show. */
export const PARITY_TOLERANCE = 1e-5;

export const ParityReport = z.object({
  /** Pictures compared. */
  n: z.int().min(1),
  /** Pictures on which both say the same class. */
  labelsEqual: z.int().min(0),
  /** Of the probabilities. Infinity where one side is not a number. */
  maxDifference: z.number().or(z.literal(Number.POSITIVE_INFINITY)),
  meanDifference: z.number().or(z.literal(Number.POSITIVE_INFINITY)),
  /** Of the logits; null where the trained net's were not given. */
  maxLogitDifference: z.number().or(z.literal(Number.POSITIVE_INFINITY)).nullable(),
  tolerance: z.number(),
  /** Top-1 of each on these pictures. */
  accuracy: z.object({ trained: z.number(), exported: z.number() }),
  /** maxDifference <= tolerance. Labels can then differ only where two classes tie within twice the tolerance. */
  passed: z.boolean(),
});
export type ParityReport = z.infer<typeof ParityReport>;

export interface ParityQuestion {
  readonly model: Model;
  /** (count,64,64,3) uint8. */
  readonly images: Uint8Array;
  readonly count: number;
  /** (count) */
  readonly labels: Int32Array;
  /** (count,classes) of the trained net. */
  readonly probabilities: Float32Array;
  /** (count,classes) of the trained net. */
  readonly logits?: Float32Array | undefined;
}

/** @throws RangeError where sizes disagree or there are no pictures. */
export async function parityReport(question: ParityQuestion): Promise<ParityReport> {
  const { model, images, count, labels, probabilities, logits } = question;
  const classes = model.labels.length;
  const fits = [probabilities, logits ?? probabilities].every(({ length }) => length === count * classes);
  if (count === 0 || labels.length !== count || !fits) {
    throw new RangeError(`answers of (${count},${classes}) are expected for ${count} pictures`);
  }
  const exported = await model.predict(images, count);
  const { max, mean } = differences(probabilities, exported.probabilities);
  const said = argmax(exported.probabilities, classes); // (count)
  return {
    n: count,
    labelsEqual: argmax(probabilities, classes).filter((label, i) => label === said[i]).length,
    maxDifference: max,
    meanDifference: mean,
    maxLogitDifference: logits ? differences(logits, exported.logits).max : null,
    tolerance: PARITY_TOLERANCE,
    accuracy: { trained: accuracyOf(probabilities, labels), exported: accuracyOf(exported.probabilities, labels) },
    passed: max <= PARITY_TOLERANCE,
  };
}

/** Absolute differences; Infinity where an entry is not a number, so that it can never pass. */
function differences(a: Float32Array, b: Float32Array): { max: number; mean: number } {
  let [max, sum] = [0, 0];
  for (const [i, value] of a.entries()) {
    const difference = Math.abs(value - b[i]!);
    const worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
    max = Math.max(max, worst);
    sum += worst;
  }
  return { max, mean: sum / a.length };
}
