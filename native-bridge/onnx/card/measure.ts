/**
 * "Find it by measuring": which plausible card is most accurate on labelled pictures, and whether that is significant.
 */
import { z } from 'zod';
import { mcnemar } from '../../metrics/mcnemar.ts';
import { wilsonInterval } from '../../metrics/wilson.ts';
import { CARD_FIELDS, Card, CardField } from './card.ts';
import type { Score } from './score.ts';

const Share = z.number().min(0).max(1);
const Count = z.int().min(0);

export const Measured = z.object({
  card: Card,
  split: z.enum(['train', 'validation']),
  /** Number of pictures of that split that were used. */
  pictures: Count,
  /** How many of them were available as originals; the others were 64x64. */
  originals: Count,
  /** Number of cards that were tried. */
  tried: Count,
  accuracy: Share,
  /** Wilson's 95 % interval of the accuracy. */
  low: Share,
  high: Share,
  /** Whether that interval is above the accuracy of always guessing the most frequent class. */
  aboveChance: z.boolean(),
  /** The best of the cards that differ significantly from it (McNemar's test); null if there is none. */
  next: z.object({ card: Card, accuracy: Share, /** In accuracy. */ lead: z.number(), p: Share }).nullable(),
  /** Other cards that do not differ significantly from the best, and the fields in which they differ from it. */
  alike: Count,
  undecided: z.array(CardField),
});
export type Measured = z.infer<typeof Measured>;

/** Two-sided, for one comparison; with many cards it is divided by their number (Bonferroni). */
const SIGNIFICANCE = 0.05;

/**
 * @param scores of all cards on the same pictures, most likely card first
 * @param chance share of the most frequent class
 */
export function bestCard(scores: readonly Score[], chance: number): Omit<Measured, 'split' | 'originals'> {
  const count = ({ right }: Score) => right.filter(Boolean).length;
  // Equal accuracies: the lower loss first, then the more likely card (sort is stable).
  const [best, ...others] = scores.toSorted((a, b) => count(b) - count(a) || a.loss - b.loss);
  if (!best || best.right.length === 0) throw new RangeError('no card was tried on any picture');
  const pictures = best.right.length;
  const compared = others.map((score) => ({ score, p: difference(best, score) }));
  const isAlike = ({ p }: { p: number }) => p >= SIGNIFICANCE / Math.max(others.length, 1);
  const alike = compared.filter(isAlike).map(({ score }) => score.card);
  const next = compared.find((one) => !isAlike(one));
  const accuracy = count(best) / pictures;
  const { low, high } = wilsonInterval(count(best), pictures);
  return {
    ...{ card: best.card, pictures, tried: scores.length, accuracy, low, high, aboveChance: low > chance },
    next: next
      ? {
          ...{ card: next.score.card, accuracy: count(next.score) / pictures, p: next.p },
          lead: (count(best) - count(next.score)) / pictures,
        }
      : null,
    alike: alike.length,
    undecided: CARD_FIELDS.filter((field) =>
      alike.some((card) => JSON.stringify(card[field]) !== JSON.stringify(best.card[field])),
    ),
  };
}

function difference(a: Score, b: Score): number {
  const onlyA = a.right.filter((right, i) => right && !b.right[i]).length;
  const onlyB = b.right.filter((right, i) => right && !a.right[i]).length;
  return mcnemar(onlyA, onlyB).p;
}
