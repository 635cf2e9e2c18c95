import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MT19937 } from '../../../../../datasets/random/mt19937.ts';
import {
  BATCH,
  CLASSES,
  checkMiniBatches,
  type GivenBatches,
  PICTURES,
} from '../../../../../native-bridge/learn/training/index.ts';

const order = (seed: number) => [...new MT19937(seed).permutation(PICTURES)];
const SIZES = [...new Array<number>(16).fill(64), 56];
const labels = (some: readonly number[]) => some.map((index) => index % CLASSES);
const id = (given: GivenBatches) => checkMiniBatches(given).mistake?.id;
const right = order(4);
const inverse = right.map((_, picture) => right.indexOf(picture));

describe('checkMiniBatches', () => {
  test('right: all of it, the indices alone, the first mini-batch, its labels', () => {
    // np.random.seed(4); np.random.permutation(1080)[:5]
    assert.equal(checkMiniBatches({ X: right, Y: right, sizes: SIZES }).verdict, 'right');
    assert.equal(checkMiniBatches({ X: right }).verdict, 'right');
    assert.match(
      checkMiniBatches({ X: right.slice(0, BATCH) }).reason,
      /first 64 pictures are in the right order.*check the last/,
    );
    assert.equal(checkMiniBatches({ X: labels(right.slice(0, BATCH)) }).verdict, 'right');
    assert.equal(checkMiniBatches({ X: right, Y: labels(right), sizes: SIZES }).verdict, 'right');
  });

  const wrong: [string, GivenBatches][] = [
    ['not-shuffled', { X: right.map((_, i) => i) }],
    ['not-shuffled', { X: right.slice(0, BATCH).map((_, i) => i % CLASSES) }],
    ['seed-not-advanced', { X: order(3) }],
    ['seed-not-advanced', { X: labels(order(3).slice(0, BATCH)) }],
    ['seed-default', { X: order(0) }],
    ['seed-advanced-twice', { X: order(5) }],
    ['other-seed', { X: order(77) }],
    ['inverse', { X: inverse }],
    ['reversed', { X: right.toReversed() }],
    ['labels-not-shuffled', { X: right, Y: right.map((_, i) => i) }],
    ['labels-not-shuffled', { X: right, Y: right.map((_, i) => i % CLASSES) }],
    ['shuffled-differently', { X: right, Y: order(9) }],
    ['lengths-differ', { X: right, Y: right.slice(0, BATCH) }],
    ['last-batch-dropped', { X: right.slice(0, 1024), Y: right.slice(0, 1024), sizes: SIZES.slice(0, 16) }],
    ['last-batch-dropped', { X: right.slice(0, 1024) }],
    ['empty-batch', { X: right, sizes: [...SIZES.slice(0, 16), 0, 56] }],
    ['batch-sizes', { X: right, sizes: new Array<number>(33).fill(32) }],
    ['drawn-twice', { X: right.map((picture) => picture >> 1) }],
  ];
  for (const [wanted, given] of wrong) test(wanted, () => assert.equal(id(given), wanted));

  test('for an order from no known seed the first difference is reported', () => {
    const swapped = right.with(30, right[31]!).with(31, right[30]!);
    const { verdict, firstDifference } = checkMiniBatches({ X: swapped });
    assert.deepEqual([verdict, firstDifference?.index, firstDifference?.expected], ['wrong', [30], right[30]]);
  });

  test('an answer without pictures, or with too few, is not judged', () => {
    assert.match(checkMiniBatches({ X: [0.5] }).reason, /Number 0 is 0\.5, which is not a picture from 0 to 1079/);
    assert.equal(checkMiniBatches({ X: [...right.slice(0, 70), 1080] }).verdict, 'unknown');
    assert.match(checkMiniBatches({ X: right.slice(0, 5) }).reason, /too few/);
    assert.equal(checkMiniBatches({ X: [] }).verdict, 'unknown');
  });
});
