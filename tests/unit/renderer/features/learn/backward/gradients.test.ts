import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  convBackward,
  convForward,
  poolForward,
  type Tensor,
  tensor,
} from '../../../../../../native-bridge/reference/index.ts';
import {
  convCost,
  finiteDifference,
  maximumChanges,
  poolCost,
} from '../../../../../../renderer/features/learn/backward/finite-difference.ts';
import {
  alone,
  convGradients,
  poolGradient,
  upTo,
} from '../../../../../../renderer/features/learn/backward/gradients.ts';
import { CONV_PRESETS, POOL_PRESETS } from '../../../../../../renderer/features/learn/backward/presets.ts';
import { seededConv, seededPool } from '../../../../../../renderer/features/learn/inputs/seeded-inputs.ts';

const close = (a: Tensor, b: ArrayLike<number>) => {
  assert.equal(a.data.length, b.length);
  for (const [at, value] of a.data.entries()) assert.ok(Math.abs(value - b[at]!) < 1e-10, `${value} and ${b[at]}`);
};

suite('gradients as they accumulate', () => {
  for (const { title, sizes } of CONV_PRESETS.slice(0, 2)) {
    const numbers = seededConv(sizes);
    const layer = { ...numbers, stride: sizes.stride, pad: sizes.pad };
    const { Z, cache } = convForward(numbers.APrev, numbers.W, numbers.b, layer);

    test(`${title}: after the last step the gradients equal those of convBackward, with the padding around them`, () => {
      const { dAPrev, dW, db } = convBackward(Z, cache);
      const last = convGradients(layer, upTo(Z, Z.data.length - 1));
      assert.deepEqual(last.dW, dW);
      assert.deepEqual(last.db, db);
      const [, rows, columns, channels] = last.dAPrevPad.shape as [number, number, number, number];
      const inner = last.dAPrevPad.data.filter((_, place) => {
        const cell = Math.floor(place / channels);
        const [row, column] = [Math.floor(cell / columns) % rows, cell % columns];
        const within = (at: number, length: number) => at >= sizes.pad && at < length - sizes.pad;
        return within(row, rows) && within(column, columns);
      });
      assert.deepEqual(inner, dAPrev.data);
    });

    test(`${title}: each step adds its own part to the gradients so far`, () => {
      let before = convGradients(layer, upTo(Z, -1));
      assert.ok(before.dW.data.every((value) => value === 0));
      for (let step = 0; step < Z.data.length; step++) {
        const [part, now] = [convGradients(layer, alone(Z, step)), convGradients(layer, upTo(Z, step))];
        for (const name of ['dAPrevPad', 'dW', 'db'] as const) {
          close(
            now[name],
            before[name].data.map((value, at) => value + part[name].data[at]!),
          );
        }
        before = now;
      }
    });

    test(`${title}: the slope of J agrees with every gradient`, () => {
      const { dAPrev, dW, db } = convBackward(Z, cache);
      const pairs = [
        ['A_prev', numbers.APrev, dAPrev],
        ['W', numbers.W, dW],
        ['b', numbers.b, db],
      ] as const;
      for (const [variable, x, gradient] of pairs) {
        for (const place of x.data.keys()) {
          const { slope } = finiteDifference(convCost(layer, Z, variable), x, place, 1e-3);
          assert.ok(Math.abs(slope - gradient.data[place]!) < 1e-8, `d${variable} at ${place}`);
        }
      }
    });
  }

  for (const mode of ['max', 'average'] as const) {
    test(`${mode} pooling: the slope of J agrees with every gradient`, () => {
      for (const { sizes } of POOL_PRESETS) {
        const { f, stride } = sizes;
        const { APrev } = seededPool(sizes, [0]);
        const { A } = poolForward(APrev, { f, stride }, mode);
        const { dA } = seededPool(sizes, A.shape);
        const layer = { APrev, f, stride, mode, ties: 'all' } as const;
        const gradient = poolGradient(layer, dA);
        for (const place of APrev.data.keys()) {
          const { slope } = finiteDifference(poolCost(layer, dA), APrev, place, 1e-5);
          assert.ok(Math.abs(slope - gradient.data[place]!) < 1e-8);
        }
      }
    });
  }

  test('at a tie the slope is half of each side, and the page is told that J has a kink', () => {
    const APrev = tensor([1, 2, 2, 1], [5, 1, 5, 2]);
    const layer = { APrev, f: 2, stride: 2, mode: 'max', ties: 'all' } as const;
    const dA = tensor([1, 1, 1, 1], [2]);
    assert.equal(poolGradient(layer, dA).data[0], 2);
    assert.ok(Math.abs(finiteDifference(poolCost(layer, dA), APrev, 0, 1e-5).slope - 1) < 1e-8);
    assert.equal(maximumChanges(layer, 0, 1e-5), true);
    assert.equal(maximumChanges(layer, 2, 1e-5), true);
    assert.equal(maximumChanges(layer, 1, 1e-5), false);
    assert.equal(maximumChanges(layer, 1, 4.5), true); // 1 + 4.5 is above 5
  });
});
