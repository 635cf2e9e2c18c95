import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { stepAt } from '../../../../../../renderer/features/learn/edges/window-sum.ts';
import {
  filterOf,
  input,
  layerOf,
  parameterCount,
  RANGES,
  type Setting,
  weights,
} from '../../../../../../renderer/features/learn/volumes/example.ts';
import { slabs, tunnel, widthOf } from '../../../../../../renderer/features/learn/volumes/stack.ts';
import { volumeFormulas } from '../../../../../../renderer/features/learn/volumes/volume-formulas.ts';

const USUAL: Setting = { n: 6, channels: 3, f: 3, filters: 2, stride: 1, pad: 0 };

suite('volumes', () => {
  test('the largest filter fits the smallest picture, so every setting can be computed', () => {
    assert.ok(RANGES.f.max <= RANGES.n.min);
    for (let f = 1; f <= RANGES.f.max; f++) {
      for (let stride = 1; stride <= RANGES.stride.max; stride++) {
        const { Z } = layerOf({ ...USUAL, n: RANGES.n.min, f, stride });
        const side = Math.floor((RANGES.n.min - f) / stride) + 1;
        assert.deepEqual(Z.shape, [1, side, side, 2]);
      }
    }
    assert.deepEqual(layerOf(USUAL).Z.shape, [1, 4, 4, 2]);
    assert.deepEqual(layerOf({ ...USUAL, pad: 2, filters: 16 }).Z.shape, [1, 8, 8, 16]);
  });

  test('the sums of the channels plus the bias equal the cell', () => {
    const setting = { ...USUAL, filters: 5, pad: 1, stride: 2, channels: 4 };
    const { padded, W, b, Z } = layerOf(setting);
    const [, nH, nW, nC] = Z.shape as [number, number, number, number];
    for (let k = 0; k < nC; k++) {
      for (let h = 0; h < nH; h++) {
        for (let w = 0; w < nW; w++) {
          const step = stepAt(padded, filterOf(W, k), b.data[k]!, { row: h * 2, column: w * 2, rows: 3, columns: 3 });
          const sum = step.channels.reduce((total, one) => total + one.sum, step.b);
          assert.equal(sum, Z.data[(h * nW + w) * nC + k]);
          assert.equal(step.value, sum);
        }
      }
    }
  });

  test('the first two filters are the edge filters of the course, and no two of sixteen are alike', () => {
    const W = weights({ f: 3, channels: 3, filters: 16 });
    const all = Array.from({ length: 16 }, (_, k) => [...filterOf(W, k).data]);
    assert.deepEqual(
      all[0],
      [1, 1, 1, 0, 0, 0, -1, -1, -1, 1, 1, 1, 0, 0, 0, -1, -1, -1, 1, 1, 1, 0, 0, 0, -1, -1, -1],
    );
    assert.deepEqual(all[1]?.slice(0, 9), Array(9).fill(1));
    assert.equal(new Set(all.map(String)).size, 16);
    assert.ok(input(USUAL).data.every((value) => value >= 0 && value <= 4));
  });

  test('parameters: 280 for ten filters of 3 x 3 x 3, and 456 for the first layer of LeNet-5', () => {
    assert.deepEqual(parameterCount({ ...USUAL, filters: 10 }), { weights: 270, biases: 10 });
    assert.deepEqual(parameterCount({ ...USUAL, f: 5, filters: 6 }), { weights: 450, biases: 6 });
    const step = { channels: [], b: 0, value: 0 };
    const last = (setting: Setting) =>
      volumeFormulas(setting, 4, { ...step, channels: [first, first] }, 'Z').at(-1)?.numbers;
    const first = {
      window: { rows: 1, columns: 1, data: [1] },
      weights: { rows: 1, columns: 1, data: [1] },
      products: { rows: 1, columns: 1, data: [1] },
      sum: 1,
    };
    assert.equal(last({ ...USUAL, filters: 10 }), '3 \\cdot 3 \\cdot 3 \\cdot 10 + 10 = 280');
  });

  test('in the drawing the first channel is in front, and the width is that of the slabs', () => {
    const stack = { x: 0, y: 0, side: 4, depth: 3, cell: 10, step: 5 };
    assert.deepEqual(slabs(stack), [
      { channel: 2, x: 10, y: 0 },
      { channel: 1, x: 5, y: 5 },
      { channel: 0, x: 0, y: 10 },
    ]);
    assert.equal(widthOf(stack), 50);
    assert.ok(tunnel(stack, { row: 0, column: 1, rows: 2, columns: 2 }).startsWith('M20 0h20v20h-20zM10 10L20 0'));
  });
});
