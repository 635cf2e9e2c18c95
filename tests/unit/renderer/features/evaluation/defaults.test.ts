import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DatasetSummary } from '../../../../../main/ipc/schemas/dataset.ts';
import {
  isSplit,
  splitWithPictures,
  testWarning,
  wholeOf,
} from '../../../../../renderer/features/evaluation/defaults.ts';

function dataset(
  train: number,
  validation: number,
  tested: number,
  more: Partial<DatasetSummary> = {},
): DatasetSummary {
  const counts = (total: number) => ({ total, perClass: [total] });
  return {
    ...{ id: 1, name: 'signs', createdAt: 0, origin: { kind: 'captured' }, classes: ['0'], version: 1 },
    counts: { train: counts(train), validation: counts(validation), test: counts(tested) },
    ...{ excluded: 0, relabelled: 0, duplicates: { exact: 0, near: 0, exactAcross: 0, nearAcross: 0 } },
    ...{ testFrozen: false, testLooks: 0, cover: [], canUndo: false, canRedo: false },
    ...more,
  };
}

test('the default is the test split if it has pictures, else the next split', () => {
  assert.equal(splitWithPictures(dataset(9, 0, 3)), 'test');
  assert.equal(splitWithPictures(dataset(9, 2, 0)), 'validation');
  assert.equal(splitWithPictures(dataset(9, 0, 0)), 'train');
  assert.equal(splitWithPictures(dataset(0, 0, 0)), 'test');
  assert.equal(splitWithPictures(dataset(9, 2, 3), ['validation', 'test', 'train']), 'validation');
});

test('warns of a frozen test split, and of one that two models were evaluated on', () => {
  assert.equal(testWarning(dataset(9, 0, 3, { testLooks: 1 }), 'test'), null);
  assert.match(testWarning(dataset(9, 0, 3, { testLooks: 2 }), 'test') ?? '', /answers of 2 models/);
  assert.match(testWarning(dataset(9, 0, 3, { testFrozen: true }), 'test') ?? '', /frozen/);
  assert.equal(testWarning(dataset(9, 2, 3, { testLooks: 5, testFrozen: true }), 'validation'), null);
});

test('values from the route are used only if they are valid', () => {
  assert.deepEqual(['0', '17', '', '-1', '1.5', 'x', null].map(wholeOf), [0, 17, null, null, null, null, null]);
  assert.deepEqual(['train', 'validation', 'test', 'all', null].map(isSplit), [true, true, true, false, false]);
});
