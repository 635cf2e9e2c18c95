/**
 * Checks the mini-batches of the first epoch: which pictures, in which order. Pictures are told by their index, or by
 * labels index % 6, of which 64 in a row are of one order alone.
 */
import { MT19937 } from '../../../datasets/random/mt19937.ts';
import type { CheckResult, Mistake } from '../result.ts';

/** Pictures of SIGNS' training set, of a mini-batch, and the classes. */
export const PICTURES = 1080;
export const BATCH = 64;
export const CLASSES = 6;
/** The course sets seed = 3 and counts up before the first epoch. */
export const FIRST_SEED = 4;
/** Seeds that are tried. */
const SEEDS = 200;

/** What the learner's first epoch gave, one after another over its mini-batches. */
export interface GivenBatches {
  /** Indices of pictures, or labels (index % 6): of all mini-batches, or of the first. */
  readonly X: ArrayLike<number>;
  /** The same of the labels that came with them. */
  readonly Y?: ArrayLike<number>;
  /** Pictures of each mini-batch. */
  readonly sizes?: ArrayLike<number>;
}

const order = (seed: number) => new MT19937(seed).permutation(PICTURES);
const mistake = (id: string, text: string): Mistake => ({ id, text, match: 'certain', others: [] });
const wrong = (id: string, text: string): CheckResult => ({
  verdict: 'wrong',
  reason: text,
  mistake: mistake(id, text),
});
const unknown = (reason: string): CheckResult => ({ verdict: 'unknown', reason });

export function checkMiniBatches(given: GivenBatches): CheckResult {
  const X = Array.from(given.X);
  const bad = X.findIndex((value) => !Number.isInteger(value) || value < 0 || value >= PICTURES);
  if (bad >= 0)
    return unknown(
      `Number ${bad} is ${X[bad]}, no picture of 0 to ${PICTURES - 1}: paste indices, or labels index % ${CLASSES}.`,
    );
  if (X.length < 16)
    return unknown(`${X.length} pictures are too few to tell an order: give a whole mini-batch of ${BATCH}.`);
  return notPaired(X, given.Y) ?? wrongSizes(given.sizes) ?? wrongOrder(X) ?? wrongCount(X) ?? right(X);
}

/** Whether the numbers are labels: all below 6, more of them than there are classes. */
const areLabels = (values: readonly number[]) => values.every((value) => value < CLASSES);
const asSeen = (values: readonly number[], labels: boolean) =>
  labels ? values.map((value) => value % CLASSES) : values;

function notPaired(X: readonly number[], given: ArrayLike<number> | undefined): CheckResult | null {
  if (!given) return null;
  const Y = Array.from(given);
  if (Y.length !== X.length) {
    return wrong(
      'lengths-differ',
      `There are ${X.length} pictures and ${Y.length} labels: shuffle and cut both in the same way.`,
    );
  }
  const labels = areLabels(Y) || areLabels(X);
  const [x, y] = [asSeen(X, labels), asSeen(Y, labels)];
  const at = x.findIndex((value, i) => value !== y[i]);
  if (at < 0) return null;
  const inOrder = y.every((value, i) => value === (labels ? i % CLASSES : i));
  if (inOrder)
    return wrong(
      'labels-not-shuffled',
      'The pictures are shuffled and the labels are not: shuffled_Y = Y[permutation, :], with the same permutation.',
    );
  return wrong(
    'shuffled-differently',
    `Pictures and labels are shuffled differently: at place ${at} picture ${X[at]} has the label of ${Y[at]}. Draw one permutation and use it for both.`,
  );
}

function wrongSizes(given: ArrayLike<number> | undefined): CheckResult | null {
  if (!given) return null;
  const sizes = Array.from(given);
  const total = sizes.reduce((sum, n) => sum + n, 0);
  const whole = Math.floor(PICTURES / BATCH);
  if (sizes.length === whole && sizes.every((n) => n === BATCH)) return lastDropped();
  const odd = sizes.findIndex((n, i) => n !== (i < whole ? BATCH : PICTURES - whole * BATCH));
  if (odd < 0 && total === PICTURES) return null;
  if (sizes[odd] === 0)
    return wrong(
      'empty-batch',
      `Mini-batch ${odd} is empty: the last one is made only where m % mini_batch_size is not 0.`,
    );
  return wrong(
    'batch-sizes',
    `Mini-batch ${odd} has ${sizes[odd] ?? 'no'} pictures: they are ${whole} of ${BATCH}, then one of ${PICTURES - whole * BATCH}.`,
  );
}

function lastDropped(): CheckResult {
  const whole = Math.floor(PICTURES / BATCH);
  return wrong(
    'last-batch-dropped',
    `The last mini-batch is missing: after ${whole} of ${BATCH} come the ${PICTURES - whole * BATCH} pictures that are left.`,
  );
}

/** Whether the pictures are the first ones of that order. */
function begins(X: readonly number[], whole: ArrayLike<number>): boolean {
  const labels = areLabels(X);
  return X.every((value, i) => value === (labels ? whole[i]! % CLASSES : whole[i]!));
}

function wrongOrder(X: readonly number[]): CheckResult | null {
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
      'The permutation is applied the wrong way round: shuffled_X = X[permutation], not shuffled_X[permutation] = X.',
    );
  if (begins(X, expected.toReversed()))
    return wrong('reversed', 'The right permutation, from its end: take the mini-batches from its beginning.');
  return otherSeed(X) ?? notAnOrder(X);
}

function otherSeed(X: readonly number[]): CheckResult | null {
  for (let seed = 0; seed <= SEEDS; seed++) {
    if (seed === FIRST_SEED || !begins(X, order(seed))) continue;
    if (seed === 3)
      return wrong(
        'seed-not-advanced',
        'This is the order of seed 3: the course counts seed = seed + 1 before it draws the first epoch, so that it is 4. Where the seed is never counted up, every epoch has the same mini-batches.',
      );
    if (seed === 0)
      return wrong(
        'seed-default',
        'This is the order of seed 0, the default of random_mini_batches: pass the seed that the epoch has.',
      );
    if (seed === 5)
      return wrong(
        'seed-advanced-twice',
        'This is the order of seed 5, that of the second epoch: the seed counts up by 1 before each epoch, and the first has 4.',
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
      'Some pictures come twice: a permutation has each of them once (np.random.permutation, not np.random.randint or choice).',
    );
  }
  const at = X.findIndex((value, i) => value !== (labels ? order(FIRST_SEED)[i]! % CLASSES : order(FIRST_SEED)[i]));
  return {
    verdict: 'wrong',
    reason: `This is the order of no seed from 0 to ${SEEDS} of np.random.permutation: the first picture that differs is at place ${at}, ${X[at]} in place of ${order(FIRST_SEED)[at]! % (labels ? CLASSES : PICTURES)}. np.random.default_rng, random.shuffle and TensorFlow's shuffle give others for the same seed.`,
    firstDifference: {
      ...{ output: 'X', index: [at], found: X[at]!, expected: order(FIRST_SEED)[at]! % (labels ? CLASSES : PICTURES) },
      text: `Place ${at} has ${X[at]}, and should have ${order(FIRST_SEED)[at]! % (labels ? CLASSES : PICTURES)}.`,
    },
  };
}

function wrongCount(X: readonly number[]): CheckResult | null {
  if (X.length === Math.floor(PICTURES / BATCH) * BATCH) return lastDropped();
  return null;
}

function right(X: readonly number[]): CheckResult {
  if (X.length === PICTURES)
    return { verdict: 'right', reason: `All ${PICTURES} pictures are in the right order, that of seed ${FIRST_SEED}.` };
  return {
    verdict: 'right',
    reason: `The first ${X.length} pictures are in the right order, that of seed ${FIRST_SEED}. Whether the last mini-batch is there needs all ${PICTURES}.`,
  };
}
