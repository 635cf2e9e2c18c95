import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importanceShares } from '../../../../../renderer/features/tuning/importance-shares.ts';
import { judged, pairOf, placesOf, readAnswers } from '../../../../../renderer/features/tuning/trial-answers.ts';
import { packIds } from '../../../../../renderer/lib/packed-ids.ts';
import { trialOf } from './trials.ts';

const shorts = (values: readonly number[]) => new Uint8Array(new Uint16Array(values).buffer);

/** As they arrive over the contract, at an odd offset of a message. */
function answers(ids: readonly number[], labels: readonly number[], predicted: readonly number[]) {
  const shifted = (bytes: Uint8Array) => {
    const message = new Uint8Array(bytes.length + 1);
    message.set(bytes, 1);
    return message.subarray(1);
  };
  return readAnswers({
    ids: shifted(packIds(ids)),
    labels: shifted(shorts(labels)),
    predicted: shifted(shorts(predicted)),
  });
}

test('answers are read, counted and found by their cell', () => {
  const one = answers([7, 8, 9], [0, 1, 300], [0, 0, 300]);
  assert.deepEqual([...one.ids, ...one.labels, ...one.predicted], [7, 8, 9, 0, 1, 300, 0, 0, 300]);
  const few = answers([7, 8, 9], [0, 1, 1], [0, 0, 1]);
  assert.deepEqual(judged(few, 2), {
    confusion: [
      [1, 0],
      [1, 1],
    ],
    right: 2,
    n: 3,
  });
  assert.deepEqual(placesOf(few, 1, 0), [1]);
  assert.deepEqual(placesOf(few, null, 0), [0, 1]);
  assert.deepEqual(placesOf(few, 1, null), [1, 2]);
});

test('two trials are compared on the pictures that both answered, whatever their order', () => {
  const a = answers([1, 2, 3, 4], [0, 0, 1, 1], [0, 1, 1, 0]);
  const b = answers([4, 3, 2, 9], [1, 1, 0, 0], [1, 0, 1, 0]);
  const pair = pairOf(a, b, 2)!;
  assert.deepEqual([...pair.ids], [2, 3, 4]);
  assert.deepEqual([...pair.labels, ...pair.a, ...pair.b], [0, 1, 1, 1, 1, 0, 1, 0, 1]);
  assert.deepEqual([pair.comparison.onlyA, pair.comparison.onlyB, pair.comparison.bothWrong], [[1], [2], [0]]);
  assert.equal(pair.leftOut, 2);
  assert.equal(pairOf(a, answers([50], [0], [0]), 2), null);
});

test("importance from the page's trials: the deciding dimension, and none from too few trials", () => {
  const space = { decides: { kind: 'float', low: 0, high: 1 }, idle: { kind: 'float', low: 0, high: 1 } } as const;
  const plan = { space, objectives: ['validationAccuracy', 'parameters'] as const };
  const trials = Array.from({ length: 60 }, (_, number) => {
    const decides = ((number * 37) % 60) / 60;
    const values = { decides, idle: ((number * 17) % 60) / 60 };
    return trialOf(number, 0, { values, scores: [decides ** 3, 100] });
  });
  const shares = importanceShares(trials, plan, 0);
  assert.equal(shares?.[0]?.name, 'decides');
  assert.ok(shares[0].share > 0.8, `${shares[0].share}`);
  // Failed and waiting trials carry no information.
  const silent = trials.map((trial) => ({ ...trial, state: trial.number < 50 ? ('failed' as const) : trial.state }));
  assert.equal(importanceShares(silent, plan, 0), null);
  assert.equal(importanceShares(trials.slice(0, 10), plan, 0), null);
});
