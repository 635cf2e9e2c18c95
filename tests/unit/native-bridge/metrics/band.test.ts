/** Compared with numpy 2.4.6: `np.quantile(values, [0, .25, .5, .75, 1])`. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bandOverRuns, spreadOf } from '../../../../native-bridge/metrics/band.ts';
import { close } from './close.ts';

describe('the spread of runs', () => {
  test("has numpy's quartiles", () => {
    const found = spreadOf([0.783, 0.75, 0.8, 0.79, 0.81, 0.77])!;
    const expected = [0.75, 0.77325, 0.7865, 0.7975000000000001, 0.81];
    for (const [i, name] of (['min', 'q1', 'median', 'q3', 'max'] as const).entries()) close(found[name], expected[i]!);
  });

  test('is the run itself for one run, and null for none', () => {
    assert.deepEqual(spreadOf([0.5]), { min: 0.5, q1: 0.5, median: 0.5, q3: 0.5, max: 0.5 });
    assert.equal(spreadOf([]), null);
  });

  test('over epochs uses the runs that reached each epoch', () => {
    const band = bandOverRuns([[1, 3, null], [2, null, Number.NaN, 7], []]);
    assert.deepEqual(
      band.map((spread) => spread && [spread.min, spread.median, spread.max]),
      [[1, 1.5, 2], [3, 3, 3], null, [7, 7, 7]],
    );
  });
});
