import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { glorotUniform, initialise } from '../../../../native-bridge/convnet/initialisers.ts';
import { Network } from '../../../../native-bridge/convnet/network.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { type GoldenTensor, golden, withoutGolden } from '../../../helpers/shared.ts';

describe('glorotUniform', () => {
  test("pinned: the first numbers of the course's published W1 and W2", () => {
    const [W1, W2] = [glorotUniform([4, 4, 3, 8], 1, 0), glorotUniform([2, 2, 8, 16], 1, 0)];
    assert.deepEqual([...W1.slice(0, 3)], [0.11547081172466278, -0.15562161803245544, 0.14463944733142853]);
    assert.deepEqual([...W2.slice(0, 2)], [0.15634822845458984, -0.21071267127990723]);
  });

  test("equals TensorFlow's bit for bit", { skip: withoutGolden }, () => {
    const cases = Object.entries(golden<Record<string, GoldenTensor>>('tensorflow_random.json'));
    const glorot = cases.filter(([name]) => name.startsWith('glorot_uniform'));
    assert.equal(glorot.length, 2);
    for (const [name, { shape, data }] of glorot) {
      assert.deepEqual(glorotUniform(shape, 1, 0), Float32Array.from(data), name);
    }
  });

  test('stays within its limit and comes close to it', () => {
    const values = glorotUniform([400, 120], 5, 2);
    const limit = Math.sqrt(6 / 520);
    const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    assert.ok(largest <= Math.fround(limit) && largest > 0.999 * limit, `${largest} of ${limit}`);
  });
});

describe('initialise', () => {
  test("course with graph seed 1: TensorFlow's initial weights bit for bit", { skip: withoutGolden }, () => {
    const { initial } = golden<{ initial: Record<string, GoldenTensor> }>('course_run.json');
    const parameters = initialise(presetNetwork('course'), 1);
    assert.deepEqual(Object.keys(parameters), ['W1', 'W2', 'W3', 'b3']);
    for (const [name, { shape, data }] of Object.entries(initial)) {
      assert.deepEqual(parameters[name], { shape, data: Float32Array.from(data) }, name);
    }
  });

  const twins = Network.parse({
    name: 'twins',
    input: [8, 8, 4],
    layers: [
      { kind: 'conv', filters: 4, kernel: 3 },
      { kind: 'batchNorm' },
      { kind: 'conv', filters: 4, kernel: 3 },
      { kind: 'conv', filters: 4, kernel: 3 },
      { kind: 'flatten' },
      { kind: 'dense', units: 3 },
    ],
  });

  test('biases and beta 0, gamma 1, running mean 0 and variance 1', () => {
    const { b1, gamma1, beta1, mean1, variance1 } = initialise(twins, 1);
    const four = (value: number) => ({ shape: [4], data: new Float32Array(4).fill(value) });
    assert.deepEqual([b1, gamma1, beta1, mean1, variance1], [four(0), four(1), four(0), four(0), four(1)]);
  });

  test('kernels of the same shape differ: from the second on, the op seed is the index of the layer', () => {
    const { W1, W2, W3 } = initialise(twins, 1);
    assert.deepEqual(W1!.data, glorotUniform([3, 3, 4, 4], 1, 0));
    assert.deepEqual(W2!.data, glorotUniform([3, 3, 4, 4], 1, 2));
    assert.deepEqual(W3!.data, glorotUniform([3, 3, 4, 4], 1, 3));
    assert.equal(new Set([W1, W2, W3].map((kernel) => kernel!.data[0])).size, 3);
  });

  test('another graph seed gives other weights; the same seed gives the same', () => {
    const course = presetNetwork('course');
    assert.deepEqual(initialise(course, 8), initialise(course, 8));
    assert.notDeepEqual(initialise(course, 8).W1, initialise(course, 9).W1);
  });
});
