import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MT19937 } from '../../../../../datasets/random/mt19937.ts';
import { glorotUniform } from '../../../../../native-bridge/convnet/initialisers.ts';
import { outputsOf, ReadError } from '../../../../../native-bridge/learn/read/index.ts';
import {
  checkParameters,
  courseWeights,
  readPrintedWeights,
  WEIGHT_NAMES,
  WEIGHT_SHAPES,
  type Weights,
} from '../../../../../native-bridge/learn/training/index.ts';
import type { Tensor } from '../../../../../native-bridge/reference/index.ts';

/** In the format of the 2018 notebook. */
const PRINTED = `W1 = [ 0.00131723  0.1417614  -0.04434952  0.09197326  0.14984085 -0.03514394
 -0.06847463  0.05245192]
W2 = [-0.08566415  0.17750949  0.11974221  0.16773748 -0.0830943  -0.08058
 -0.00577033 -0.14643836  0.24162132 -0.05857408 -0.19055021  0.1345228
 -0.22779644 -0.1601823  -0.16117483 -0.10286498]`;

const printed = (text: string) => outputsOf(readPrintedWeights(text), WEIGHT_NAMES) as Weights;
const drawn = (draw: (shape: readonly number[], name: 'W1' | 'W2') => ArrayLike<number>): Weights => {
  const weight = (name: 'W1' | 'W2'): Tensor => ({
    shape: WEIGHT_SHAPES[name],
    data: Float64Array.from(draw(WEIGHT_SHAPES[name], name)),
  });
  return { W1: weight('W1'), W2: weight('W2') };
};
const id = (weights: Weights) => checkParameters(weights).mistake?.id;
/** `np.random.seed(7); randn(...)` times the factor: from none of the seeds that are tried. */
const normal = (factor: (shape: readonly number[]) => number) => {
  const generator = new MT19937(7);
  return drawn((shape) =>
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => generator.randn() * factor(shape)),
  );
};

describe('checkParameters', () => {
  test('the printed rows of the notebook are right, in each format', () => {
    for (const text of [
      PRINTED,
      PRINTED.replaceAll(/(W\d) =/g, '$1[1,1,1] = \n'),
      `${PRINTED}\nW1.shape: (4, 4, 3, 8)`,
    ]) {
      assert.equal(checkParameters(printed(text)).verdict, 'right', text);
    }
  });

  test('all of them are right', () => {
    assert.deepEqual(checkParameters(courseWeights()), {
      verdict: 'right',
      reason: "W1 and W2 are right: every number is TensorFlow 1's.",
    });
  });

  test('one of them alone is not enough', () => {
    const { verdict, mistake } = checkParameters({ W1: courseWeights().W1 });
    assert.deepEqual([verdict, mistake?.id], ['unknown', 'missing-output']);
    assert.throws(() => checkParameters({}), ReadError);
  });

  test('identifies the seeds', () => {
    assert.equal(id(drawn((shape) => glorotUniform(shape, 87654321, 0))), 'graph-seed-missing');
    assert.equal(id(drawn((shape) => glorotUniform(shape, 0, 0))), 'graph-seed');
    assert.match(checkParameters(drawn((shape) => glorotUniform(shape, 42, 0))).reason, /tf\.set_random_seed\(42\)/);
    assert.equal(id(drawn((shape) => glorotUniform(shape, 1, 9))), 'op-seed');
  });

  test('identifies what is wrong with one weight', () => {
    const W2 = drawn((shape) => glorotUniform(shape, 1, 3)).W2!;
    const result = checkParameters({ ...courseWeights(), W2 });
    assert.match(result.mistake!.text, /^W2: xavier_initializer has the seed 3/);
    assert.deepEqual(result.firstDifference?.index, [0, 0, 0, 0]);
    assert.equal(result.firstDifference?.expected, courseWeights().W2.data[0]);
  });

  test('identifies other initialisers, by their numbers or their spread', () => {
    assert.equal(id(drawn((shape) => new Float64Array(shape.reduce((a, b) => a * b, 1)))), 'zeros');
    const numpy = new MT19937(1);
    assert.equal(
      id(drawn((shape) => Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => numpy.randn() * 0.01))),
      'numpy-randn-small',
    );
    assert.equal(id(normal((shape) => Math.sqrt(2 / (shape[0]! * shape[1]! * shape[2]!)))), 'he-normal');
    assert.equal(id(normal(() => 1)), 'random-normal');
    const other = checkParameters(drawn((shape) => glorotUniform(shape, 123456, 0)));
    assert.deepEqual([other.mistake?.id, other.mistake?.match], ['glorot-other-generator', 'likely']);
  });

  test('a wrong row is located', () => {
    const { firstDifference } = checkParameters(printed(PRINTED.replace('0.1345228', '0.2345228')));
    assert.deepEqual(
      [firstDifference?.output, firstDifference?.index, firstDifference?.found],
      ['W2', [1, 1, 1, 11], 0.2345228],
    );
  });

  test('distinguishes permuted axes from other shapes', () => {
    const { W1, W2 } = courseWeights();
    assert.equal(id({ W1: { ...W1, shape: [8, 3, 4, 4] }, W2 }), 'axes-permuted');
    const other = checkParameters({ W1, W2: { shape: [4, 4, 8, 16], data: new Float64Array(2048) } });
    assert.deepEqual(
      other.shape?.axes.map(({ axis, found, expected }) => [axis, found, expected]),
      [
        [0, 4, 2],
        [1, 4, 2],
      ],
    );
  });

  test('NaN is wrong', () =>
    assert.equal(
      checkParameters(drawn((shape) => new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(Number.NaN))).verdict,
      'wrong',
    ));
});
