import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EpochColumns } from '../../../../../main/ipc/schemas/run.ts';
import { EMPTY, extended, hasValues, places } from '../../../../../renderer/features/training/epoch-series.ts';

/** Epochs from `from` on, with the given costs; all else follows from those. */
const columns = (from: number, cost: number[]): EpochColumns => ({
  from,
  cost,
  seconds: cost.map(() => 1),
  learningRate: cost.map(() => 0.009),
  trainAccuracy: cost.map((value) => value / 10),
  duringAccuracy: cost.map((value) => value / 20),
  validationCost: cost.map(() => null),
  validationAccuracy: cost.map(() => null),
});

describe('extended', () => {
  test('epochs follow one another', () => {
    const series = extended(extended(EMPTY, columns(0, [5, 4]))!, columns(2, [3]))!;
    assert.deepEqual(series.cost, [5, 4, 3]);
    assert.deepEqual(series.validationCost, [null, null, null]);
  });

  test('an epoch reported twice counts once, and the later report wins', () => {
    const series = extended(extended(EMPTY, columns(0, [5, 4, 3]))!, columns(1, [9]))!;
    assert.deepEqual(series.cost, [5, 9]);
  });

  test('a gap gives null', () => assert.equal(extended(EMPTY, columns(1, [4])), null));
});

test('epochs count from 0, and a column of nulls has no values', () => {
  const series = extended(EMPTY, columns(0, [5, 4, 3]))!;
  assert.deepEqual(places(series), [0, 1, 2]);
  assert.deepEqual([hasValues(series.cost), hasValues(series.validationCost)], [true, false]);
});
