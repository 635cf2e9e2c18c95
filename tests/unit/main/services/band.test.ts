import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bandOf } from '../../../../main/services/band.ts';

test('mean, minimum and maximum of each accuracy', () => {
  const band = bandOf([
    { trainAccuracy: 0.5, testAccuracy: 0.25 },
    { trainAccuracy: 1, testAccuracy: 0.75 },
    { trainAccuracy: 0.75, testAccuracy: 0.5 },
  ]);
  assert.deepEqual(band, {
    trainAccuracy: { mean: 0.75, min: 0.5, max: 1 },
    testAccuracy: { mean: 0.5, min: 0.25, max: 0.75 },
  });
});

test('a single run has mean = minimum = maximum', () => {
  const { testAccuracy } = bandOf([{ trainAccuracy: 0.9, testAccuracy: 0.8 }]);
  assert.deepEqual(testAccuracy, { mean: 0.8, min: 0.8, max: 0.8 });
});
