import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { philoxWords, randomUniform } from '../../../../native-bridge/convnet/philox.ts';
import { type GoldenTensor, golden, withoutGolden } from '../../../helpers/shared.ts';

/** The generator as in its paper, with big integers. */
function philox(counter: readonly number[], key: readonly number[]): number[] {
  let [x0, x1, x2, x3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  const low = (x: bigint) => x & 0xffffffffn;
  for (let round = 0; round < 10; round++) {
    const [a, b] = [x0 * 0xd2511f53n, x2 * 0xcd9e8d57n];
    [x0, x1, x2, x3] = [(b >> 32n) ^ x1 ^ k0, low(b), (a >> 32n) ^ x3 ^ k1, low(a)];
    [k0, k1] = [low(k0 + 0x9e3779b9n), low(k1 + 0xbb67ae85n)];
  }
  return [x0, x1, x2, x3].map(Number);
}

describe('philoxWords', () => {
  test("the authors' known answers (Random123, kat_vectors)", () => {
    assert.deepEqual([...philoxWords([0, 0], [0, 0, 0], 4)], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
    const pi = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
    assert.deepEqual(philox(pi, [0xa4093822, 0x299f31d0]), [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]);
  });

  test('equals the big-integer form for any key, stream and count', () => {
    const word = fc.nat(0xffffffff);
    fc.assert(
      fc.property(fc.tuple(word, word), fc.tuple(word, word, word), fc.nat(40), (key, stream, count) => {
        const blocks = Array.from({ length: Math.ceil(count / 4) }, (_, block) => philox([block, ...stream], key));
        assert.deepEqual([...philoxWords(key, stream, count)], blocks.flat().slice(0, count));
      }),
      { numRuns: 200 },
    );
  });
});

describe('randomUniform', () => {
  test("pinned: TensorFlow's first numbers for (graph seed, op seed)", () => {
    assert.deepEqual(
      [...randomUniform(1, 0, 4)],
      [0.8126964569091797, 0.07857465744018555, 0.8916854858398438, 0.16925513744354248],
    );
    assert.deepEqual([...randomUniform(7, 42, 2)], [0.7602666616439819, 0.352364182472229]);
  });

  test("equals TensorFlow's exactly", { skip: withoutGolden }, () => {
    const cases = Object.entries(golden<Record<string, GoldenTensor>>('tensorflow_random.json'));
    const uniform = cases.filter(([name]) => name.startsWith('random_uniform'));
    assert.equal(uniform.length, 3);
    for (const [name, { data }] of uniform) {
      const [, graphSeed, opSeed] = /graph_seed=(\d+) op_seed=(\d+)/.exec(name)!;
      assert.deepEqual(randomUniform(Number(graphSeed), Number(opSeed), data.length), Float32Array.from(data), name);
    }
  });

  test('seeds fold as in TensorFlow: modulo 2^31 - 1, and both 0 is (0, 2^31 - 1)', () => {
    const [first] = philox([0, 0, 2 ** 31 - 1, 0], [0, 0]);
    assert.equal(randomUniform(0, 0, 1)[0], (first! & 0x7fffff) / 2 ** 23);
    assert.deepEqual(randomUniform(2 ** 31, 0, 5), randomUniform(1, 0, 5));
  });

  test('stays in [0, 1) around a mean of a half', () => {
    const values = randomUniform(3, 1, 20000);
    assert.ok(values.every((u) => u >= 0 && u < 1));
    const mean = values.reduce((a, b) => a + b) / values.length;
    assert.ok(Math.abs(mean - 0.5) < 4 / Math.sqrt(12 * values.length), `${mean}`); // four standard errors
  });

  test('refuses an invalid seed', () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) assert.throws(() => randomUniform(seed, 0, 1), RangeError);
  });
});
