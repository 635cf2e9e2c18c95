/** Checks the order of the pictures: that of the first epoch's seed, or some other known one. */
import { epochSeed } from '../../../datasets/minibatch.ts';
import { MT19937 } from '../../../datasets/random/mt19937.ts';
import type { CheckResult } from '../result.ts';

/** Pictures of SIGNS' training set, of a mini-batch, and the classes. */
export const PICTURES = 1080;
export const BATCH = 64;
export const CLASSES = 6;
/** The course sets seed = 3 and increments it before the first epoch: 4. */
export const FIRST_SEED = epochSeed(3, 0);
/** Number of seeds to try. */
const SEEDS = 100;

const order = (seed: number) => new MT19937(seed).permutation(PICTURES);

export const wrong = (id: string, text: string): CheckResult => ({
  verdict: 'wrong',
  reason: text,
  mistake: { id, text, match: 'certain', others: [] },
});

/** Whether the numbers are labels: all below 6, and more of them than classes. */
export const areLabels = (values: readonly number[]) => values.every((value) => value < CLASSES);

/** Whether the pictures are the first ones in that order. */
function begins(X: readonly number[], whole: ArrayLike<number>): boolean {
  const labels = areLabels(X);
  return X.every((value, i) => value === (labels ? whole[i]! % CLASSES : whole[i]!));
}

/** Null if the order is right. */
export function wrongOrder(X: readonly number[]): CheckResult | null {
  const expected = order(FIRST_SEED);
  if (begins(X, expected)) return null;
  if (
    begins(
      X,
      Array.from({ length: PICTURES }, (_, i) => i),
    )
  ) {
    return wrong(
      'not-shuffled',
      'Nothing is shuffled: the pictures come in the order of the file. permutation = list(np.random.permutation(m)), then X[permutation].',
    );
  }
  const inverse = new Int32Array(PICTURES);
  for (const [place, picture] of expected.entries()) inverse[picture] = place;
  if (begins(X, inverse))
    return wrong(
      'inverse',
      'The permutation is inverted: shuffled_X = X[permutation], not shuffled_X[permutation] = X.',
    );
  if (begins(X, expected.toReversed()))
    return wrong('reversed', 'This is the right permutation, but reversed: take the mini-batches from its beginning.');
  return otherSeed(X) ?? notAnOrder(X);
}

function otherSeed(X: readonly number[]): CheckResult | null {
  for (let seed = 0; seed <= SEEDS; seed++) {
    if (seed === FIRST_SEED || !begins(X, order(seed))) continue;
    if (seed === 3)
      return wrong(
        'seed-not-advanced',
        'This is the order of seed 3: the course sets seed = seed + 1 before it draws the first epoch, so that it is 4. If the seed is never incremented, every epoch has the same mini-batches.',
      );
    if (seed === 0)
      return wrong(
        'seed-default',
        'This is the order of seed 0, the default of random_mini_batches: pass the seed of the epoch.',
      );
    if (seed === 5)
      return wrong(
        'seed-advanced-twice',
        'This is the order of seed 5, that of the second epoch: the seed is incremented by 1 before each epoch, and the first has 4.',
      );
    return wrong('other-seed', `This is the order of seed ${seed}: the first epoch has seed 4.`);
  }
  return null;
}

function notAnOrder(X: readonly number[]): CheckResult {
  const labels = areLabels(X);
  const seen = new Set(X);
  if (!labels && seen.size < X.length) {
    return wrong(
      'drawn-twice',
      'Some pictures appear twice: a permutation has each of them once (np.random.permutation, not np.random.randint or choice).',
    );
  }
  const at = X.findIndex((value, i) => value !== (labels ? order(FIRST_SEED)[i]! % CLASSES : order(FIRST_SEED)[i]));
  return {
    verdict: 'wrong',
    reason: `This is not the order of any seed from 0 to ${SEEDS} of np.random.permutation: the first picture that differs is at position ${at}, ${X[at]} instead of ${order(FIRST_SEED)[at]! % (labels ? CLASSES : PICTURES)}. np.random.default_rng, random.shuffle and TensorFlow's shuffle give others for the same seed.`,
    firstDifference: {
      ...{ output: 'X', index: [at], found: X[at]!, expected: order(FIRST_SEED)[at]! % (labels ? CLASSES : PICTURES) },
      text: `Position ${at} has ${X[at]}, and should have ${order(FIRST_SEED)[at]! % (labels ? CLASSES : PICTURES)}.`,
    },
  };
}
