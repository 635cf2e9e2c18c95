import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parameterSpecs } from '../../../../../../native-bridge/convnet/parameters.ts';
import { presetNetwork } from '../../../../../../native-bridge/convnet/presets.ts';
import { convForward, tensor } from '../../../../../../native-bridge/reference/index.ts';
import { convolution } from '../../../../../../native-bridge/reference/sliding.ts';
import {
  applied,
  firstConvolution,
  learnedFilter,
  outputAround,
  plainFilter,
  windowOf,
} from '../../../../../../renderer/features/learn/edges/applied.ts';
import {
  filterText,
  PRESETS,
  readFilter,
  resized,
  sidesOf,
  transposed,
} from '../../../../../../renderer/features/learn/edges/filters.ts';
import { EXAMPLES, readInput } from '../../../../../../renderer/features/learn/edges/inputs.ts';
import { stepAt, sumTex, sumWords } from '../../../../../../renderer/features/learn/edges/window-sum.ts';

const weightsOf = (name: string) => PRESETS.find(({ id }) => id === name)?.weights ?? [];
const vertical = plainFilter(weightsOf('vertical'), 3, 1);

suite('edges: the examples of the course', () => {
  test('a vertical edge gives 30, its mirror image -30, and the numbers give what the lecture shows', () => {
    const rows = (row: readonly number[]) => [row, row, row, row].flat();
    assert.deepEqual([...applied(vertical, EXAMPLES.half).Z.data], rows([0, 30, 30, 0]));
    assert.deepEqual([...applied(vertical, EXAMPLES.mirror).Z.data], rows([0, -30, -30, 0]));
    assert.deepEqual(
      [...applied(vertical, EXAMPLES.numbers).Z.data],
      [-5, -4, 0, 8, -10, -2, 2, 3, 0, -2, -4, -7, -3, -2, -3, -16],
    );
    assert.equal(readInput('numbers'), 'numbers');
    assert.equal(readInput('anything'), 'half');
  });

  test('one step adds up to its cell, with the words and the formula of the sum', () => {
    const done = applied(vertical, EXAMPLES.numbers);
    for (let row = 0; row < 4; row++) {
      for (let column = 0; column < 4; column++) {
        const step = stepAt(done.padded, done.W, 0, windowOf(done, { row, column }));
        assert.equal(step.value, done.Z.data[row * 4 + column]);
      }
    }
    const step = stepAt(done.padded, done.W, 0, windowOf(done, { row: 0, column: 0 }));
    assert.ok(sumWords(step).startsWith('3 × 1 + 0 × 0 + 1 × (−1) + 1 × 1'), sumWords(step));
    assert.match(sumTex('Z', step), /^\\begin\{aligned\} Z &= 3 \\cdot 1 .* &= -5 \\end\{aligned\}$/);
  });
});

suite('edges: filters', () => {
  test('the address names presets, own and learned filters; an invalid one gives the vertical edge', () => {
    for (const text of ['sobel', 'own:1,0,-1,0.5', 'learned-7']) assert.equal(filterText(readFilter(text)), text);
    for (const text of [null, 'own:1,2,3,4,5', 'own:1,x,3,4', 'learned-x', `own:${Array(49).fill(1)}`]) {
      assert.equal(filterText(readFilter(text)), 'vertical', String(text));
    }
    assert.deepEqual(sidesOf(12), { side: 2, channels: 3 });
    assert.equal(sidesOf(8), null);
  });

  test('a change of size keeps the middle; rotating a vertical filter gives the horizontal one', () => {
    const sharpen = weightsOf('sharpen');
    assert.deepEqual(resized(resized(sharpen, 5), 3), [...sharpen]);
    assert.equal(resized(sharpen, 5)[12], 5);
    assert.deepEqual(resized(sharpen, 1), [5]);
    assert.deepEqual(transposed(weightsOf('vertical'), 3, 1), [...weightsOf('horizontal')]);
    assert.deepEqual(transposed(weightsOf('scharr'), 3, 1), [3, 10, 3, 0, 0, 0, -3, -10, -3]);
    // (2,2,3): channels stay together.
    const colours = Array.from({ length: 12 }, (_, i) => i);
    assert.deepEqual(transposed(colours, 2, 3), [0, 1, 2, 6, 7, 8, 3, 4, 5, 9, 10, 11]);
  });

  test('a learned filter is one channel of the layer, bit for bit, with its padding', () => {
    const network = presetNetwork('course');
    const layer = firstConvolution({ network, name: 'course' });
    assert.ok(typeof layer !== 'string');
    const W1 = { shape: [4, 4, 3, 8], data: Float32Array.from({ length: 384 }, (_, i) => Math.sin(i)) };
    assert.deepEqual(parameterSpecs(network)[0]?.shape, W1.shape);
    const input = tensor(
      [1, 64, 64, 3],
      Float64Array.from({ length: 12288 }, (_, i) => (i % 256) / 255),
    );
    const all = convolution(layer, input, tensor(W1.shape, W1.data), tensor([8], Array(8).fill(0))).output;
    const one = applied(learnedFilter(layer, { parameters: { W1 } }, 5), input);
    assert.deepEqual(one.Z.shape, [1, 64, 64, 1]);
    assert.deepEqual(one.before, { row: 1, column: 1 });
    assert.ok(one.Z.data.every((value, at) => value === all.data[at * 8 + 5]));
  });

  test('a model that does not begin with a convolution over colours is refused with that reason', () => {
    const grey = presetNetwork('lenet5', { input: [32, 32, 1] });
    assert.match(String(firstConvolution({ network: grey, name: 'mine' })), /mine takes pictures with 1 channels/);
    const flat = { ...grey, layers: grey.layers.slice(6) };
    assert.match(String(firstConvolution({ network: flat, name: 'mine' })), /does not begin with a convolution/);
  });

  test('the window around an input cell is found; at the border it is the nearest one', () => {
    const done = applied(vertical, EXAMPLES.half);
    assert.deepEqual(outputAround(done, { row: 2, column: 3 }), { row: 1, column: 2 });
    assert.deepEqual(outputAround(done, { row: 0, column: 5 }), { row: 0, column: 3 });
  });

  test('filters that sum to 1 leave a uniform picture unchanged', () => {
    const even = tensor([1, 6, 6, 1], Array(36).fill(0.5));
    const { Z } = convForward(even, plainFilter(weightsOf('sharpen'), 3, 1).W, tensor([1, 1, 1, 1], [0]), {
      stride: 1,
      pad: 0,
    });
    assert.ok(Z.data.every((value) => value === 0.5));
  });
});
