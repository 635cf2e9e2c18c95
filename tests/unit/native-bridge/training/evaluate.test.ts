import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accuracyOf, argmax, crossEntropyOf, softmax } from '../../../../native-bridge/training/evaluate.ts';

test('softmax of a row sums to one, is invariant to a shift, and does not overflow', () => {
  const row = softmax(new Float32Array([1000, 1001, 1002]), 3);
  const shifted = softmax(new Float32Array([0, 1, 2]), 3);
  // e^0, e^1, e^2 over their sum.
  const expected = [0.09003057, 0.24472847, 0.66524096];
  for (const [k, value] of expected.entries()) {
    assert.ok(Math.abs(row[k]! - value) < 1e-7);
    assert.ok(Math.abs(shifted[k]! - value) < 1e-7);
  }
});

test('argmax takes the first of equal values, accuracy counts rows', () => {
  const scores = new Float32Array([0, 2, 1, 5, 5, 1, -3, -2, -1]);
  assert.deepEqual([...argmax(scores, 3)], [1, 0, 2]);
  assert.equal(accuracyOf(scores, new Int32Array([1, 1, 2])), 2 / 3);
});

test('the cross-entropy is the mean of -log(softmax at the label), and does not overflow', () => {
  // -log(0.66524096) = 0.40760596 and -log(0.09003057) = 2.40760596, by hand from the softmax above.
  const logits = new Float32Array([1000, 1001, 1002, 0, 1, 2]);
  const cost = crossEntropyOf(logits, new Int32Array([2, 0]));
  assert.ok(Math.abs(cost - (0.40760596 + 2.40760596) / 2) < 1e-6, String(cost));
});
