/**
 * Checks the mini-batches of the first epoch: which pictures, in which order. Pictures are identified by their index,
 * or by labels index % 6, of which 64 in a row occur in only one order.
 */
import type { CheckResult } from '../result.ts';
import { areLabels, BATCH, CLASSES, FIRST_SEED, PICTURES, wrong, wrongOrder } from './batch-order.ts';

/** The learner's first epoch, concatenated over its mini-batches. */
export interface GivenBatches {
  /** Indices of pictures, or labels (index % 6), of all mini-batches or of the first one. */
  readonly X: ArrayLike<number>;
  /** The same for the labels that came with them. */
  readonly Y?: ArrayLike<number>;
  /** Number of pictures of each mini-batch. */
  readonly sizes?: ArrayLike<number>;
}

const unknown = (reason: string): CheckResult => ({ verdict: 'unknown', reason });

export function checkMiniBatches(given: GivenBatches): CheckResult {
  const X = Array.from(given.X);
  const bad = X.findIndex((value) => !Number.isInteger(value) || value < 0 || value >= PICTURES);
  if (bad >= 0)
    return unknown(
      `Number ${bad} is ${X[bad]}, which is not a picture from 0 to ${PICTURES - 1}: paste indices, or labels index % ${CLASSES}.`,
    );
  if (X.length < 16)
    return unknown(`${X.length} pictures are too few to identify an order: give a whole mini-batch of ${BATCH}.`);
  return notPaired(X, given.Y) ?? wrongSizes(given.sizes) ?? wrongOrder(X) ?? wrongCount(X) ?? right(X);
}

const asSeen = (values: readonly number[], labels: boolean) =>
  labels ? values.map((value) => value % CLASSES) : values;

function notPaired(X: readonly number[], given: ArrayLike<number> | undefined): CheckResult | null {
  if (!given) return null;
  const Y = Array.from(given);
  if (Y.length !== X.length) {
    return wrong(
      'lengths-differ',
      `There are ${X.length} pictures and ${Y.length} labels: shuffle and divide both in the same way.`,
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
      'The pictures are shuffled but the labels are not: shuffled_Y = Y[permutation, :], with the same permutation.',
    );
  return wrong(
    'shuffled-differently',
    `Pictures and labels are shuffled differently: at position ${at} picture ${X[at]} has the label of ${Y[at]}. Draw one permutation and use it for both.`,
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
      `Mini-batch ${odd} is empty: the last one exists only if m % mini_batch_size is not 0.`,
    );
  return wrong(
    'batch-sizes',
    `Mini-batch ${odd} has ${sizes[odd] ?? 'no'} pictures: there should be ${whole} of ${BATCH}, then one of ${PICTURES - whole * BATCH}.`,
  );
}

function lastDropped(): CheckResult {
  const whole = Math.floor(PICTURES / BATCH);
  return wrong(
    'last-batch-dropped',
    `The last mini-batch is missing: after ${whole} of ${BATCH} come the ${PICTURES - whole * BATCH} pictures that are left.`,
  );
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
    reason: `The first ${X.length} pictures are in the right order, that of seed ${FIRST_SEED}. To check the last mini-batch, give all ${PICTURES}.`,
  };
}
