/**
 * Compared with numpy 2.4.6 and scikit-learn 1.9.1 (`log_loss(labels, q)`, `-np.log(q[i, labels[i]])`), where
 *
 *     z = np.array([[((a*17 + b*29) % 23) / 7 for b in range(3)] for a in range(50)])
 *     q = (np.exp(z) / np.exp(z).sum(1, keepdims=True)).astype(np.float32); labels = (np.arange(50)*5 + 1) % 3
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pictureScores, SMALLEST_PROBABILITY } from '../../../../native-bridge/metrics/picture-scores.ts';
import { close } from './close.ts';

const rows = Array.from({ length: 50 }, (_, a) => {
  const powers = [0, 1, 2].map((b) => Math.exp(((a * 17 + b * 29) % 23) / 7));
  return powers.map((power) => power / powers.reduce((sum, other) => sum + other));
});
const labels = rows.map((_, i) => (i * 5 + 1) % 3);
const scores = pictureScores(Float32Array.from(rows.flat()), labels, 3);
const FLOAT32 = 1e-6;

describe('the scores of a picture', () => {
  test("have numpy's losses, and scikit-learn's mean", () => {
    for (const [i, loss] of [1.3299333249018876, 0.25921382797881126, 2.8423588379899862].entries()) {
      close(scores.loss[i]!, loss, FLOAT32);
    }
    close(scores.loss.reduce((sum, loss) => sum + loss) / 50, 1.4619197363022483, FLOAT32);
  });

  test('give the class with the largest probability, and that probability', () => {
    for (const [i, row] of rows.entries()) {
      close(scores.confidence[i]!, Math.max(...row), FLOAT32);
      assert.equal(row[scores.predicted[i]!], Math.max(...row));
    }
  });

  test('are finite for a wrong answer with probability 1', () => {
    close(pictureScores(Float32Array.of(1, 0), [1], 2).loss[0]!, -Math.log(SMALLEST_PROBABILITY), FLOAT32);
  });

  test('refuse sizes that disagree and labels that are not classes', () => {
    assert.throws(() => pictureScores(new Float32Array(3), [0], 2), /not \(1,2\)/);
    assert.throws(() => pictureScores(new Float32Array(2), [2], 2), /label 2 of picture 0/);
  });
});
