import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { convForward, zeroPad } from '../../../../../../native-bridge/reference/index.ts';
import { positionOf } from '../../../../../../renderer/features/learn/inputs/positions.ts';
import { seededConv } from '../../../../../../renderer/features/learn/inputs/seeded-inputs.ts';
import { PRESETS } from '../../../../../../renderer/features/learn/one-step/presets.ts';
import { everyStep, oneStep } from '../../../../../../renderer/features/learn/one-step/steps.ts';
import { readTap, tapText } from '../../../../../../renderer/features/learn/one-step/tap.ts';

suite('one step', () => {
  for (const { title, sizes } of PRESETS) {
    test(`${title}: every step equals a cell of convForward, and its parts add up`, () => {
      const { APrev, W, b } = seededConv(sizes);
      const { Z } = convForward(APrev, W, b, sizes);
      const sliding = { APrevPad: zeroPad(APrev, sizes.pad), W, b, f: sizes.f, stride: sizes.stride };
      const all = everyStep(sliding, Z.shape);
      assert.deepEqual(all.shape, Z.shape);
      for (const [step, z] of Z.data.entries()) {
        const found = oneStep(sliding, positionOf(step, Z.shape));
        assert.equal(found.z, all.data[step]);
        // The same sum in another order: equal up to rounding.
        assert.ok(Math.abs(found.z - z) < 1e-13, `${found.z} and ${z}`);
        for (const [at, product] of found.products.data.entries()) {
          assert.ok(Object.is(product + 0, found.slice.data[at]! * found.filter.data[at]! + 0));
        }
        const channels = found.channelSums.reduce((sum, part) => sum + part, 0);
        assert.ok(Math.abs(channels + found.bias - found.z) < 1e-13);
        assert.ok(Math.abs(found.sum + found.bias - found.z) < 1e-13);
      }
    });
  }

  test('the selected position is read from the address; an invalid one gives the first', () => {
    const tap = { row: 1, column: 0, channel: 2 };
    assert.deepEqual(readTap(tapText(tap), 2, 3), tap);
    const first = { row: 0, column: 0, channel: 0 };
    for (const bad of [null, '', '1-0', '2-0-0', '0-0-3', 'a-b-c']) assert.deepEqual(readTap(bad, 2, 3), first);
  });
});
