/** Fronts, ranks and the order of trials. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Observed } from '../../../../native-bridge/tuning/index.ts';
import { crowdingDistances, nondominationRanks, paretoFront } from '../../../../native-bridge/tuning/pareto.ts';
import { bestFirst } from '../../../../native-bridge/tuning/ranking.ts';

const COSTS = [
  [1, 4],
  [2, 2],
  [4, 1],
  [2, 3],
  [5, 5],
  [2, 2],
];

test('fronts: equal points share one, and a dominated point comes after all that dominate it', () => {
  assert.deepEqual(nondominationRanks(COSTS), [0, 0, 0, 1, 2, 0]);
  assert.deepEqual(nondominationRanks([]), []);
});

test('the ends of a front have infinite crowding distance, crowded points the smallest', () => {
  const costs = [
    [0, 10],
    [1, 6],
    [2, 5],
    [10, 0],
  ];
  const [first, second, third, last] = crowdingDistances(costs, [0, 0, 0, 0]);
  assert.deepEqual([first, last], [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  assert.ok(Math.abs(second! - (0.2 + 0.5)) < 1e-12 && Math.abs(third! - (0.9 + 0.6)) < 1e-12);
});

const trial = (number: number, state: Observed['state'], scores: number[] | null, epochs = 1): Observed => ({
  ...{ number, values: {}, state, scores, epochs },
});

test('the front of a history follows the directions and ignores incomplete trials', () => {
  const trials = [
    trial(0, 'complete', [0.9, 100]),
    trial(1, 'complete', [0.8, 10]),
    trial(2, 'complete', [0.8, 20]),
    trial(3, 'pruned', [0.95, 1]),
    trial(4, 'failed', null),
    trial(5, 'complete', [Number.NaN, 1]),
  ];
  const front = paretoFront({ trials, directions: ['maximize', 'minimize'] });
  assert.deepEqual(
    front.map(({ number }) => number),
    [0, 1],
  );
});

test('best first: complete trials by score, then others by epochs and score; failed and unscored trials are left out', () => {
  const trials = [
    trial(0, 'pruned', [0.1], 3),
    trial(1, 'complete', [0.7], 9),
    trial(2, 'running', [0.2], 5),
    trial(3, 'failed', null),
    trial(4, 'complete', [0.5], 9),
    trial(5, 'pruned', [0.3], 5),
    trial(6, 'running', null, 0),
    trial(7, 'complete', [Number.NaN], 9),
  ];
  const order = (direction: 'minimize' | 'maximize') =>
    bestFirst({ trials, directions: [direction] }).map(({ number }) => number);
  assert.deepEqual(order('minimize'), [4, 1, 2, 5, 0]);
  assert.deepEqual(order('maximize'), [1, 4, 5, 2, 0]);
});
