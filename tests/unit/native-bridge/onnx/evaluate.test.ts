import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evaluation } from '../../../../native-bridge/onnx/evaluate.ts';

/** One-hot rows for a model's answers. */
function saying(said: number[], classes: number): Float32Array {
  const rows = new Float32Array(said.length * classes);
  for (const [i, k] of said.entries()) rows[i * classes + k] = 1;
  return rows;
}

describe('evaluation', () => {
  // Computed by hand: true 0 0 0 1 1 2, predicted 0 0 1 1 1 0.
  const labels = Int32Array.of(0, 0, 0, 1, 1, 2);
  const result = evaluation(saying([0, 0, 1, 1, 1, 0], 4), labels, ['none', 'one', 'two', 'three']);

  test('accuracy is the share of right answers', () => {
    assert.equal(result.accuracy, 4 / 6);
    assert.equal(result.n, 6);
  });

  test('rows of the confusion matrix are true labels, columns answers', () => {
    assert.deepEqual(result.confusion, [
      [2, 1, 0, 0],
      [0, 2, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  test('precision, recall and F1 of every class; null for 0 divided by 0', () => {
    assert.deepEqual(result.perClass, [
      { label: 'none', n: 3, precision: 2 / 3, recall: 2 / 3, f1: 4 / 6 },
      { label: 'one', n: 2, precision: 2 / 3, recall: 1, f1: 4 / 5 },
      { label: 'two', n: 1, precision: null, recall: 0, f1: 0 },
      { label: 'three', n: 0, precision: null, recall: null, f1: null },
    ]);
  });

  test('refuses sizes that disagree, labels that are not classes, and no pictures', () => {
    assert.throws(() => evaluation(new Float32Array(5), Int32Array.of(0, 1), ['a', 'b']), RangeError);
    assert.throws(() => evaluation(new Float32Array(2), Int32Array.of(2), ['a', 'b']), /label 2 of picture 0/);
    assert.throws(() => evaluation(new Float32Array(0), new Int32Array(0), ['a', 'b']), RangeError);
  });
});
