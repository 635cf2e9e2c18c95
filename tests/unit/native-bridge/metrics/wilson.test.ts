/** Compared with scipy 1.17.1: `binomtest(right, n).proportion_ci(0.95, 'wilson')`. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { wilsonInterval } from '../../../../native-bridge/metrics/wilson.ts';
import { close } from './close.ts';

describe('the Wilson interval', () => {
  for (const [right, n, low, high] of [
    [94, 120, 0.7014563746709163, 0.847632764358485],
    [1016, 1080, 0.9250355544344626, 0.9533216926077865],
    [1, 2, 0.09453120573423074, 0.9054687942657693],
    [0, 10, 0, 0.27753279986288926],
    [10, 10, 0.7224672001371109, 1],
  ] as const) {
    test(`of ${right} of ${n} is scipy's`, () => {
      const interval = wilsonInterval(right, n);
      close(interval.low, low);
      close(interval.high, high);
    });
  }

  test('widens with z', () => {
    const [narrow, wide] = [wilsonInterval(94, 120, 1), wilsonInterval(94, 120, 3)];
    assert.ok(wide.low < narrow.low && wide.high > narrow.high);
  });

  test('refuses an invalid share', () => {
    assert.throws(() => wilsonInterval(0, 0), RangeError);
    assert.throws(() => wilsonInterval(3, 2), RangeError);
    assert.throws(() => wilsonInterval(-1, 2), RangeError);
  });
});
