/**
 * Whether a model that says "90 %" is right nine times out of ten: the reliability diagram and the expected calibration
 * error (Guo et al. 2017, "On Calibration of Modern Neural Networks", section 2). The confidence is divided into M bins
 * of equal width, bin m is ((m-1)/M, m/M], ECE = sum of |B_m| / n * |accuracy(B_m) - confidence(B_m)|.
 */

export interface ReliabilityBin {
  /** Confidence in (from, to]; the first bin includes 0 too. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Share of correct answers, and mean confidence, of the pictures in the bin; null if there are none. */
  readonly accuracy: number | null;
  readonly confidence: number | null;
}

export interface Calibration {
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error in [0, 1]; null if there are no pictures. */
  readonly ece: number | null;
}

/** As in Guo et al. */
export const BINS = 15;

/**
 * @param confidence (n) in [0, 1], of the predicted class
 * @param right (n) 1 (or true) where that class is the label
 * @throws RangeError if the lengths differ or a confidence is not a probability.
 */
export function calibration(
  confidence: ArrayLike<number>,
  right: ArrayLike<number | boolean>,
  bins = BINS,
): Calibration {
  const n = confidence.length;
  if (right.length !== n) throw new RangeError(`${n} confidences for ${right.length} answers`);
  const sums = Array.from({ length: bins }, () => ({ count: 0, right: 0, confidence: 0 }));
  for (let i = 0; i < n; i++) {
    const sum = sums[binOf(confidence[i]!, bins)]!;
    sum.count++;
    sum.right += Number(right[i]);
    sum.confidence += confidence[i]!;
  }
  // |B|/n * |right/|B| - confidence/|B|| = |right - confidence| / n: nothing is divided by an empty bin.
  const gap = sums.reduce((total, sum) => total + Math.abs(sum.right - sum.confidence), 0);
  return { bins: sums.map((sum, m) => binFrom(sum, m, bins)), ece: n === 0 ? null : gap / n };
}

function binFrom(sum: { count: number; right: number; confidence: number }, m: number, bins: number): ReliabilityBin {
  const mean = (total: number) => (sum.count === 0 ? null : total / sum.count);
  const [accuracy, confidence] = [mean(sum.right), mean(sum.confidence)];
  return { from: m / bins, to: (m + 1) / bins, count: sum.count, accuracy, confidence };
}

function binOf(confidence: number, bins: number): number {
  // A float32 softmax can exceed 1 by a rounding error.
  if (!(confidence >= 0 && confidence <= 1 + 1e-6))
    throw new RangeError(`confidence ${confidence} is not a probability`);
  return Math.min(Math.max(Math.ceil(confidence * bins) - 1, 0), bins - 1);
}
