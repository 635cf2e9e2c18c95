/**
 * When to give no answer: the threshold on a model's largest probability at which its answers reach the target accuracy
 * (selective classification: Geifman & El-Yaniv, "Selective Classification for Deep Neural Networks", 2017). The
 * accuracy is measured on the validation pictures; it is not a bound for unseen pictures.
 */
import { z } from 'zod';

/**
 * Share of the given answers that may be wrong. A course net that is right on 80 % of the validation pictures answers
 * 72 % of them at this risk; at 0.05 it would answer 14 %, and a person would wait in vain.
 */
export const RISK = 0.1;

/**
 * Largest share of the pictures that is answered (or one picture more), however accurate the answers are. Validation
 * pictures do not show what is not a hand; such input rarely scores as high as nineteen out of twenty hands do.
 */
export const KEPT = 0.95;

const Share = z.number().min(0).max(1);

export const Rejection = z.object({
  /** Answers with a lower probability are not given. */
  threshold: Share,
  /** Requested share of correct answers. */
  target: Share,
  /** Share of correct answers among those given; below `target` if no threshold reaches it. */
  accuracy: Share,
  /** Share of the pictures that are answered. */
  coverage: Share,
  /** Number of validation pictures that it was measured on. */
  pictures: z.int().min(1),
});
export type Rejection = z.infer<typeof Rejection>;

/**
 * The lowest threshold that reaches the target, which gives the most answers, but for no more than `kept` of the
 * pictures; if none reaches it, the one with the highest accuracy. Pictures of equal confidence are answered together
 * or not at all.
 * @param confidence (n) largest probability of each picture
 * @param right (n) 1 (or true) where that class is the label
 * @returns null if there are no pictures
 * @throws RangeError if the lengths differ.
 */
export function rejection(
  confidence: ArrayLike<number>,
  right: ArrayLike<number | boolean>,
  target = 1 - RISK,
  kept = KEPT,
): Rejection | null {
  const pictures = confidence.length;
  if (right.length !== pictures) throw new RangeError(`${pictures} confidences for ${right.length} answers`);
  const order = Array.from({ length: pictures }, (_, i) => i).sort((a, b) => confidence[b]! - confidence[a]!);
  let best: Rejection | null = null;
  let [answered, correct] = [0, 0];
  for (const [place, i] of order.entries()) {
    answered++;
    correct += Number(right[i]);
    if (place + 1 < pictures && confidence[order[place + 1]!] === confidence[i]) continue;
    const accuracy = correct / answered;
    const better = best === null || accuracy >= target || (best.accuracy < target && accuracy >= best.accuracy);
    if (better) best = { threshold: confidence[i]!, target, accuracy, coverage: answered / pictures, pictures };
    if (answered >= kept * pictures) break;
  }
  return best;
}
