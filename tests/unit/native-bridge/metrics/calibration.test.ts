/**
 * Compared with numpy 2.4.6:
 *
 *     i = np.arange(60); confidence = ((i*37) % 101 + .5) / 101; right = (i*13) % 7 < 4
 *     bin = np.digitize(confidence, np.linspace(0, 1, M + 1), right=True) - 1; each = [bin == m for m in range(M)]
 *     sum(abs(right[b].sum() - confidence[b].sum()) for b in each) / 60
 *     [b.sum() for b in each], [right[b].mean() for b in each], [confidence[b].mean() for b in each]
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { calibration } from '../../../../native-bridge/metrics/calibration.ts';
import { close } from './close.ts';

const confidence = Array.from({ length: 60 }, (_, i) => (((i * 37) % 101) + 0.5) / 101);
const right = confidence.map((_, i) => (i * 13) % 7 < 4);

describe('calibration', () => {
  test("has numpy's bins", () => {
    const { bins } = calibration(confidence, right, 15);
    const counts = [5, 3, 4, 5, 4, 3, 4, 5, 4, 3, 4, 5, 4, 3, 4];
    assert.deepEqual(bins.map(({ count }) => count), counts); // biome-ignore format: short
    const accuracies = [0.6, 1 / 3, 0.75, 0.6, 0.5, 1 / 3, 0.75, 0.6, 0.75, 1 / 3, 0.5, 0.4, 0.75, 1 / 3, 0.5];
    for (const [m, accuracy] of accuracies.entries()) close(bins[m]!.accuracy!, accuracy);
    close(bins[0]!.confidence!, 0.03663366336633663);
    close(bins[14]!.confidence!, 0.9628712871287128);
    assert.deepEqual([bins[0]!.from, bins[14]!.to], [0, 1]);
  });

  for (const [count, ece] of [
    [10, 0.3067656765676568],
    [15, 0.3082508250825082],
  ] as const) {
    test(`has numpy's error over ${count} bins`, () => close(calibration(confidence, right, count).ece!, ece));
  }

  test('accepts 0 and 1, and values that float32 rounds to above 1', () => {
    const { bins } = calibration([0, 1, 1 + 1e-7, 0.5], [0, 1, 1, 1], 2);
    assert.deepEqual(
      bins.map(({ count }) => count),
      [2, 2],
    );
  });

  test('has no error without pictures, and empty bins have no means', () => {
    const { bins, ece } = calibration([], [], 10);
    assert.equal(ece, null);
    assert.deepEqual([bins[3]!.accuracy, bins[3]!.confidence], [null, null]);
  });

  test('refuses values that are not probabilities, and lengths that disagree', () => {
    assert.throws(() => calibration([1.5], [1]), /not a probability/);
    assert.throws(() => calibration([Number.NaN], [1]), /not a probability/);
    assert.throws(() => calibration([0.5], []), RangeError);
  });
});
