import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compared } from '../../../../../renderer/features/evaluation/compared.ts';
import { evaluated } from '../../../../../renderer/features/evaluation/evaluated.ts';
import { packIds } from '../../../../../renderer/lib/packed-ids.ts';

/** A model of two classes that predicts `predicted` for pictures 7, 8, 9, all of class 0. */
function model(predicted: number[], ids = [7, 8, 9], classes = ['open', 'fist']) {
  const probabilities = Float32Array.from(predicted.flatMap((label) => (label === 0 ? [0.9, 0.1] : [0.1, 0.9])));
  return evaluated({
    ...{ model: 1, dataset: 1, version: 1, classes, ids: packIds(ids) },
    ...{ splits: new Uint8Array(3), labels: new Uint8Array(3), probabilities: new Uint8Array(probabilities.buffer) },
  });
}

test('finds where only one model is right; models with other classes or pictures are not compared', () => {
  const comparison = compared(model([0, 0, 1]), model([0, 1, 1]));
  assert.ok(typeof comparison !== 'string');
  assert.deepEqual(
    [comparison.bothRight, comparison.onlyA, comparison.onlyB, comparison.bothWrong],
    [[0], [1], [], [2]],
  );
  assert.match(String(compared(model([0, 0, 1]), model([0, 1, 1], [7, 8, 9], ['a', 'b']))), /different classes/);
  assert.match(String(compared(model([0, 0, 1]), model([0, 1, 1], [7, 8, 10]))), /dataset changed/);
});
