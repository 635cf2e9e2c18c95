import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evaluated, likeliest, lookedAt } from '../../../../../renderer/features/evaluation/evaluated.ts';
import { packIds } from '../../../../../renderer/lib/packed-ids.ts';

/** Four pictures of two classes: right, wrong and sure, wrong and less sure, right. */
const probabilities = Float32Array.of(0.75, 0.25, 0.125, 0.875, 0.625, 0.375, 0.25, 0.75);
const evaluation = evaluated({
  ...{ model: 1, dataset: 1, version: 1, classes: ['open', 'fist'] },
  ids: packIds([7, 8, 9, 10]),
  splits: Uint8Array.of(2, 2, 2, 2),
  labels: Uint8Array.of(0, 0, 1, 1),
  // At an odd offset within a longer message, as it arrives over the wire.
  probabilities: new Uint8Array([1, ...new Uint8Array(probabilities.buffer)]).subarray(1),
});
const all = { label: null, predicted: null, wrongOnly: false, order: 'index' } as const;

test('counts correct predictions, cell by cell', () => {
  assert.deepEqual(evaluation.confusion, [
    [1, 1],
    [1, 1],
  ]);
  assert.deepEqual([evaluation.right, evaluation.accuracy], [2, 0.5]);
  // statsmodels 0.14: proportion_confint(2, 4, method='wilson') = (0.15003898915214947, 0.8499610108478506)
  assert.ok(Math.abs(evaluation.interval!.low - 0.15003898915214947) < 1e-12);
  assert.deepEqual([...evaluation.ids], [7, 8, 9, 10]);
});

describe('lookedAt', () => {
  test('a cell, the errors, an axis', () => {
    assert.deepEqual(lookedAt(evaluation, { ...all, label: 0, predicted: 1 }), [1]);
    assert.deepEqual(lookedAt(evaluation, { ...all, wrongOnly: true }), [1, 2]);
    assert.deepEqual(lookedAt(evaluation, { ...all, predicted: 1 }), [1, 3]);
  });

  test('orders', () => {
    // losses: -ln of 0.75, 0.125, 0.375, 0.75
    assert.deepEqual(lookedAt(evaluation, { ...all, order: 'loss' }), [1, 2, 0, 3]);
    assert.deepEqual(lookedAt(evaluation, { ...all, order: 'surest' }), [1, 2, 0, 3]);
    assert.deepEqual(lookedAt(evaluation, { ...all, order: 'unsure' }), [2, 0, 3, 1]);
  });
});

test('sorts classes by probability, highest first', () => {
  assert.deepEqual(likeliest(evaluation, 1), [
    { label: 1, share: 0.875 },
    { label: 0, share: 0.125 },
  ]);
});
