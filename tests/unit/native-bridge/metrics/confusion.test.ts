/**
 * Compared with scikit-learn 1.9.1:
 *
 *     i = np.arange(40); y = (i*7 + 3) % 4; p = np.where(i % 3 == 0, (y + 1) % 4, y)
 *     confusion_matrix(y, p); accuracy_score(y, p); precision_recall_fscore_support(y, p)
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { argmax } from '../../../../native-bridge/metrics/argmax.ts';
import { classScores } from '../../../../native-bridge/metrics/class-scores.ts';
import { accuracy, confusionMatrix, rightCount } from '../../../../native-bridge/metrics/confusion.ts';
import { close } from './close.ts';

const labels = Array.from({ length: 40 }, (_, i) => (i * 7 + 3) % 4);
const said = labels.map((label, i) => (i % 3 === 0 ? (label + 1) % 4 : label));
const confusion = confusionMatrix(said, labels, 4);

describe('the confusion matrix', () => {
  test("is scikit-learn's, and so is accuracy", () => {
    assert.deepEqual(confusion, [
      [6, 4, 0, 0],
      [0, 7, 3, 0],
      [0, 0, 7, 3],
      [4, 0, 0, 6],
    ]);
    assert.equal(rightCount(confusion), 26);
    assert.equal(accuracy(confusion), 0.65);
  });

  test('has no accuracy without pictures', () => assert.equal(accuracy(confusionMatrix([], [], 3)), null));

  test('refuses lengths that disagree, and labels and answers that are not classes', () => {
    assert.throws(() => confusionMatrix([0], [0, 1], 2), /1 answers to 2 pictures/);
    assert.throws(() => confusionMatrix([0, 0], [0, 2], 2), /label 2 of picture 1/);
    assert.throws(() => confusionMatrix([0, -1], [0, 1], 2), /answer -1 to picture 1/);
  });
});

describe('scores of a class', () => {
  const scores = classScores(confusion);
  const expected = {
    precision: [0.6, 0.6363636363636364, 0.7, 0.6666666666666666],
    recall: [0.6, 0.7, 0.7, 0.6],
    f1: [0.6, 0.6666666666666666, 0.7, 0.631578947368421],
    n: [10, 10, 10, 10],
  };
  for (const name of ['precision', 'recall', 'f1', 'n'] as const) {
    test(`${name} is scikit-learn's`, () => {
      for (const [c, value] of expected[name].entries()) close(scores[c]![name]!, value);
    });
  }

  test('are null for 0 divided by 0', () => {
    const absent = { n: 0, precision: null, recall: null, f1: null };
    assert.deepEqual(classScores([[2, 0], [0, 0]])[1], absent); // biome-ignore format: a matrix
    // In the class but never predicted; predicted but never in the class.
    assert.deepEqual(classScores([[0, 1], [0, 0]])[0], { n: 1, precision: null, recall: 0, f1: 0 }); // biome-ignore format: a matrix
    assert.deepEqual(classScores([[0, 1], [0, 0]])[1], { n: 0, precision: 0, recall: null, f1: 0 }); // biome-ignore format: a matrix
  });
});

test('argmax takes the first of equals', () => {
  assert.deepEqual([...argmax(Float32Array.of(0.2, 0.4, 0.4, 0.9, 0, 0.1), 3)], [1, 0]);
});
