import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { epochSeed, miniBatches } from '../../../datasets/minibatch.ts';
import { golden, withoutGolden } from '../../helpers/shared.ts';

test("the course's first epoch: permutation(1080) of seed 4 in batches of 64, the last of 56", {
  skip: withoutGolden,
}, () => {
  const expected = golden<Record<string, Record<string, number[]>>>('numpy_random.json')['4']!['permutation(1080)'];
  const batches = miniBatches(1080, 64, epochSeed(3, 0));
  assert.deepEqual(
    batches.map((batch) => batch.length),
    [...Array(16).fill(64), 56],
  );
  assert.deepEqual(
    batches.flatMap((batch) => [...batch]),
    expected,
  );
});

test('the seed counts up before every epoch', () => {
  assert.deepEqual(
    [0, 1, 2].map((epoch) => epochSeed(3, epoch)),
    [4, 5, 6],
  );
});

test('every picture is in one batch of an epoch; only the last is smaller', () => {
  fc.assert(
    fc.property(fc.nat({ max: 200 }), fc.integer({ min: 1, max: 80 }), fc.nat(), (count, size, seed) => {
      const batches = miniBatches(count, size, seed);
      assert.equal(batches.length, Math.ceil(count / size));
      assert.ok(batches.slice(0, -1).every((batch) => batch.length === size));
      const all = batches.flatMap((batch) => [...batch]).sort((a, b) => a - b);
      assert.deepEqual(
        all,
        Array.from({ length: count }, (_, i) => i),
      );
    }),
    { numRuns: 100 },
  );
});

test('a batch size that is not a positive integer is refused', () => {
  for (const size of [0, -64, 1.5, Number.NaN]) assert.throws(() => miniBatches(10, size, 1), RangeError);
});
