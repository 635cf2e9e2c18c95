import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  defaultSort,
  readSort,
  sortText,
  trialColumns,
} from '../../../../../renderer/features/tuning/trial-columns.ts';
import {
  defaultTrial,
  sortedTrials,
  withoutPruned,
  withTrials,
} from '../../../../../renderer/features/tuning/trial-rows.ts';
import { trialOf } from './trials.ts';

const numbers = (trials: readonly { number: number }[]) => trials.map(({ number }) => number);
const TRIALS = [
  trialOf(0, 0.7, { origin: 'default', values: { rate: 0.1, optimizer: 'sgd' }, state: 'pruned' }),
  trialOf(1, null, { state: 'waiting', values: { rate: 0.02, optimizer: 'adam' } }),
  trialOf(2, 0.9, { values: { rate: 0.3 }, interval: { low: 0.8, high: 0.95 } }),
  trialOf(3, 0.7, { values: { rate: 0.003, optimizer: 'adam' } }),
];

describe('sorting', () => {
  test('by score, ascending and descending; equal scores by number, trials without a score last', () => {
    assert.deepEqual(numbers(sortedTrials(TRIALS, { key: 'score0', descending: true })), [2, 0, 3, 1]);
    assert.deepEqual(numbers(sortedTrials(TRIALS, { key: 'score0', descending: false })), [0, 3, 2, 1]);
    assert.deepEqual(numbers(TRIALS), [0, 1, 2, 3], 'the list itself is unchanged');
  });

  test('by values, states and origins', () => {
    assert.deepEqual(numbers(sortedTrials(TRIALS, { key: 'v:rate', descending: false })), [3, 1, 0, 2]);
    assert.deepEqual(numbers(sortedTrials(TRIALS, { key: 'v:optimizer', descending: false })), [1, 3, 0, 2]);
    assert.deepEqual(numbers(sortedTrials(TRIALS, { key: 'state', descending: false })), [2, 3, 1, 0]);
    assert.deepEqual(numbers(sortedTrials(TRIALS, { key: 'origin', descending: false })), [0, 1, 2, 3]);
    assert.deepEqual(numbers(sortedTrials(TRIALS, { key: 'interval', descending: true })), [2, 0, 1, 3]);
    assert.deepEqual(numbers(sortedTrials(TRIALS, { key: 'nothing', descending: true })), [3, 2, 1, 0]);
  });

  test('in the address', () => {
    const standard = defaultSort('validationLoss');
    assert.deepEqual(standard, { key: 'score0', descending: false });
    assert.deepEqual(readSort(null, standard), standard);
    for (const sort of [standard, { key: 'v:layers.1.filters', descending: true }]) {
      assert.deepEqual(readSort(sortText(sort), defaultSort('validationAccuracy')), sort);
    }
  });

  test('every column of the table can be sorted by', () => {
    const columns = trialColumns(
      ['validationAccuracy', 'parameters'],
      { rate: { kind: 'float', low: 0, high: 1 } },
      {},
    );
    const orders = columns.map(({ key }) => numbers(sortedTrials(TRIALS, { key, descending: true })).join());
    assert.deepEqual(
      columns.map(({ key }) => key),
      ['number', 'state', 'score0', 'score1', 'interval', 'v:rate', 'epochs', 'seconds', 'origin'],
    );
    assert.equal(orders[columns.findIndex(({ key }) => key === 'v:rate')], '2,0,1,3');
  });
});

test('the switch hides pruned trials and nothing else', () => {
  assert.deepEqual(numbers(withoutPruned(TRIALS, false)), [1, 2, 3]);
  assert.equal(withoutPruned(TRIALS, true), TRIALS);
  assert.equal(defaultTrial(TRIALS), TRIALS[0]);
  assert.equal(defaultTrial(TRIALS.slice(1)), null);
});

test('updated trials replace the known ones, new ones are added', () => {
  const came = [trialOf(5, 0.4), trialOf(1, 0.6), trialOf(4, 0.5)];
  const all = withTrials(TRIALS, came);
  assert.deepEqual(numbers(all), [0, 1, 2, 3, 4, 5]);
  assert.equal(all[1], came[1]);
  assert.equal(all[0], TRIALS[0]);
  assert.equal(TRIALS[1]!.scores, null, 'the known trial is unchanged');
});
