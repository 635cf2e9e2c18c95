/** Fresh seeds of the best trials. Numbers from scipy 1.17.1, see metrics/student-t.test.ts. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { freshResult } from '../../../../main/services/sweeps/fresh.ts';
import type { FreshScore } from '../../../../native-bridge/host/sweep-messages.ts';
import { exampleTrial } from './sweeps-example.ts';

const A = [0.81, 0.78, 0.84, 0.8, 0.79];
const B = [0.76, 0.8, 0.75, 0.77, 0.74];
const scores = (trial: number, values: readonly number[]): FreshScore[] =>
  values.map((score, k) => ({ trial, seed: 1003 + k, score }));
const trials = [exampleTrial(0, { scores: [0.8] }), exampleTrial(1, { scores: [0.9] }), exampleTrial(2)];

describe('fresh scores', () => {
  test('show how optimistic the best score was, and whether the first and the second differ', () => {
    const result = freshResult([...scores(0, A), ...scores(1, B)], trials, 'validationAccuracy', 1)!;
    assert.deepEqual(
      result.trials.map(({ trial, score }) => [trial, score]),
      [
        [1, 0.9],
        [0, 0.8],
      ],
      "the sweep's best first",
    );
    const [best, other] = result.trials;
    assert.ok(Math.abs(best!.mean - 0.764) < 1e-12 && Math.abs(result.optimism - 0.136) < 1e-12);
    assert.ok(Math.abs(other!.low - 0.7754147480901299) < 1e-10 && Math.abs(other!.high - 0.8325852519098702) < 1e-10);
    const { first, second, p, differ } = result.difference!;
    assert.deepEqual([first, second, differ], [0, 1, true], 'the first by its fresh mean');
    assert.ok(Math.abs(p - 0.025167147275844057) < 1e-10);
  });

  test('of losses are compared in the other direction', () => {
    const result = freshResult([...scores(0, A), ...scores(1, B)], trials, 'validationLoss', 0)!;
    assert.ok(Math.abs(result.optimism - 0.004) < 1e-12, 'a fresh loss higher than the score: optimistic');
    assert.deepEqual([result.difference!.first, result.trials[0]!.trial], [1, 0]);
  });

  test('of a single trial are not compared; fewer than two of the best give no result', () => {
    assert.equal(freshResult(scores(1, B), trials, 'validationAccuracy', 1)!.difference, null);
    assert.equal(freshResult([...scores(0, A), ...scores(1, [0.7])], trials, 'validationAccuracy', 1), null);
  });
});
