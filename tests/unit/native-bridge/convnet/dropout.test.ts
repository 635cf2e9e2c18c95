import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dropoutMask } from '../../../../native-bridge/convnet/dropout.ts';
import { philoxWords } from '../../../../native-bridge/convnet/philox.ts';

describe('dropoutMask', () => {
  test('contains 0 or 1 / (1 - rate), and drops about its rate', () => {
    for (const rate of [0.1, 0.5, 0.8]) {
      const mask = dropoutMask(3, 7, 2, 10000, rate);
      const scale = Math.fround(1 / (1 - rate));
      assert.ok(mask.every((value) => value === 0 || value === scale));
      const dropped = mask.filter((value) => value === 0).length / mask.length;
      const bound = 4 * Math.sqrt((rate * (1 - rate)) / mask.length); // four standard errors
      assert.ok(Math.abs(dropped - rate) < bound, `${dropped} for ${rate}`);
    }
  });

  test('the documented layout gives any element by itself', () => {
    const [seed, step, layer, rate] = [2 ** 40 + 5, 1000, 4, 0.3];
    const mask = dropoutMask(seed, step, layer, 50, rate);
    const words = philoxWords([5, 2 ** 8], [layer, step, 0x64726f70], 50);
    for (const [n, word] of words.entries()) {
      assert.equal(mask[n], (word & 0x7fffff) >= rate * 2 ** 23 ? Math.fround(1 / (1 - rate)) : 0);
    }
  });

  test('pinned, so that a kernel in another language can be compared with it', () => {
    const kept = [...dropoutMask(3, 0, 6, 16, 0.5)].map((value) => (value > 0 ? 1 : 0)).join('');
    assert.equal(kept, '1001111001001101');
  });

  test('a longer mask starts like a shorter one; seed, step and layer each change it', () => {
    const mask = dropoutMask(1, 2, 3, 64, 0.5);
    assert.deepEqual(dropoutMask(1, 2, 3, 101, 0.5).slice(0, 64), mask);
    for (const other of [dropoutMask(2, 2, 3, 64, 0.5), dropoutMask(1, 3, 3, 64, 0.5), dropoutMask(1, 2, 4, 64, 0.5)]) {
      assert.notDeepEqual(other, mask);
    }
  });

  test('rate 0 keeps everything', () => {
    assert.ok(dropoutMask(1, 2, 3, 1000, 0).every((value) => value === 1));
  });
});
