/**
 * When to say nothing: the threshold on a model's largest probability at which its answers are as often right as is asked
 * (selective classification: Geifman & El-Yaniv, "Selective Classification for Deep Neural Networks", 2017). The rate is
 * that of the validation pictures themselves, without a bound for pictures that were not seen: it tells what was measured.
 */
import { z } from 'zod';

/**
 * Share of the answers given that may be wrong. A course's net right on 80 % of the validation pictures answers 72 % of
 * them at this risk; at 0.05 it would answer 14 %, and a person would wait in vain.
 */
export const RISK = 0.1;

/**
 * Share of the pictures that is answered at most (or one picture more), however often the answers are right: what is no
 * hand at all is rarely as sure as nineteen of twenty hands are, and no validation picture shows it.
 */
export const KEPT = 0.95;

const Share = z.number().min(0).max(1);

export const Rejection = z.object({
  /** An answer whose probability is below is no answer. */
  threshold: Share,
  /** Share of right answers that was asked for. */
  target: Share,
  /** Share of right ones among the answers given: below `target` where no threshold reaches it. */
  accuracy: Share,
  /** Share of the pictures that are answered. */
  coverage: Share,
  /** Validation pictures that it was measured on. */
  pictures: z.int().min(1),
});
export type Rejection = z.infer<typeof Rejection>;

/**
 * The lowest threshold that reaches the target, and with it the most answers, but not more than `kept` of the pictures;
 * where none does, the one whose answers are right most often. Pictures of equal confidence are answered together or not at all.
 * @param confidence (n) largest probability of each picture
 * @param right (n) 1 (or true) where that class is the label
 * @returns null of no pictures
 * @throws RangeError if the lengths disagree.
 */
export function rejection(
  confidence: ArrayLike<number>,
  right: ArrayLike<number | boolean>,
  target = 1 - RISK,
  kept = KEPT,
): Rejection | null {
  const pictures = confidence.length;
  if (right.length !== pictures) throw new RangeError(`${pictures} confidences of ${right.length} answers`);
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
