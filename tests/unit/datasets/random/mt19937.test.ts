import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { log } from '../../../../datasets/random/log.ts';
import { MT19937 } from '../../../../datasets/random/mt19937.ts';
import { golden, withoutGolden } from '../../../helpers/shared.ts';

type Draws = Record<'random_sample(6)' | 'randn(7)' | 'permutation(1080)' | 'permutation(10)', number[]>;

const times = (n: number, draw: () => number) => Array.from({ length: n }, draw);

test('every number of the golden seeds, to the last bit', { skip: withoutGolden }, () => {
  for (const [seed, expected] of Object.entries(golden<Record<string, Draws>>('numpy_random.json'))) {
    const fresh = () => new MT19937(Number(seed));
    const uniform = fresh();
    const normal = fresh();
    assert.deepEqual(
      times(6, () => uniform.randomSample()),
      expected['random_sample(6)'],
      `seed ${seed}`,
    );
    assert.deepEqual(
      times(7, () => normal.randn()),
      expected['randn(7)'],
      `seed ${seed}`,
    );
    assert.deepEqual([...fresh().permutation(1080)], expected['permutation(1080)'], `seed ${seed}`);
    assert.deepEqual([...fresh().permutation(10)], expected['permutation(10)'], `seed ${seed}`);
  }
});

test('without golden files: the numbers of np.random.seed(0)', () => {
  // np.random.seed(0); np.random.random_sample(2); np.random.seed(0); np.random.randn(2); np.random.seed(0); np.random.permutation(10)
  const uniform = new MT19937(0);
  assert.deepEqual([uniform.randomSample(), uniform.randomSample()], [0.5488135039273248, 0.7151893663724195]);
  const normal = new MT19937(0);
  assert.deepEqual([normal.randn(), normal.randn()], [1.764052345967664, 0.4001572083672233]);
  assert.deepEqual([...new MT19937(0).permutation(10)], [2, 8, 4, 9, 1, 6, 7, 3, 0, 5]);
});

describe('state', () => {
  test('a generator continues from any state, even through JSON', () => {
    const draws = fc.array(fc.constantFrom('uniform', 'normal', 'permutation'), { maxLength: 40 });
    const draw = (random: MT19937, kind: string): number | number[] => {
      if (kind === 'uniform') return random.randomSample();
      return kind === 'normal' ? random.randn() : [...random.permutation(50)];
    };
    fc.assert(
      fc.property(fc.nat(), draws, draws, (seed, before, after) => {
        const random = new MT19937(seed);
        for (const kind of before) draw(random, kind);
        const copy = MT19937.from(JSON.parse(JSON.stringify(random.state())));
        assert.deepEqual(
          after.map((kind) => draw(copy, kind)),
          after.map((kind) => draw(random, kind)),
        );
      }),
      { numRuns: 100 },
    );
  });

  test('a state is a snapshot: drawing does not change it', () => {
    const random = new MT19937(1);
    const before = random.state();
    const copy = structuredClone(before);
    random.permutation(1000);
    assert.deepEqual(before, copy);
  });
});

test('a permutation contains every index once', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat({ max: 300 }), (seed, n) => {
      const order = new MT19937(seed).permutation(n);
      assert.deepEqual(
        [...order].sort((a, b) => a - b),
        Array.from({ length: n }, (_, i) => i),
      );
    }),
    { numRuns: 100 },
  );
});

test('seeds that numpy refuses are refused', () => {
  for (const seed of [-1, 0.5, 2 ** 32, Number.NaN]) assert.throws(() => new MT19937(seed), RangeError);
});

test('the logarithm at points with a known correctly rounded value', () => {
  // Python's decimal with 40 digits, rounded: float(Decimal(x).ln())
  assert.equal(log(1), 0);
  assert.equal(log(3), 1.0986122886681098);
  assert.equal(log(0.3), -1.2039728043259361);
  assert.equal(log(0.7), -0.35667494393873245);
  assert.equal(log(1.3), 0.26236426446749106);
  assert.equal(log(1e-9), -20.72326583694641);
  assert.equal(log(0.9999999), -1.0000000494736474e-7);
});
