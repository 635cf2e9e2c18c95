import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  endAfter,
  HIGHEST,
  LOWEST,
  movedTo,
  moveEnd,
  RAIL,
  rangeBetween,
  trialsWithin,
  withRange,
} from '../../../../../../renderer/features/tuning/charts/axis-ranges.ts';
import {
  axisNames,
  parallelAxes,
  SCORE,
} from '../../../../../../renderer/features/tuning/charts/figures/parallel-data.ts';
import { SPACE, sweep, trialOf } from './fake-sweep.ts';

const three = [
  trialOf(0, 'complete', 0.9, { values: { learningRate: 1e-4, filters: 4, optimizer: 'adam' } }),
  trialOf(1, 'complete', 0.5, { values: { learningRate: 1e-1, filters: 32, optimizer: 'sgd', momentum: 0.5 } }),
  trialOf(2, 'failed', null, { values: { learningRate: 1e-2, filters: 32, optimizer: 'sgd', momentum: 1 } }),
];
const axes = parallelAxes({ ...sweep(three), axes: axisNames({ space: SPACE }), best: null });
const within = (...ranges: [string, number, number][]) => {
  const found = trialsWithin(three, axes, new Map(ranges.map(([name, low, high]) => [name, { low, high }])));
  return found && [...found];
};

test('a brush contains the trials within all ranges; without a range there is no brush', () => {
  assert.equal(within(), null);
  assert.deepEqual(within(['learningRate', 0.5, 1]), [1, 2]);
  assert.deepEqual(within(['learningRate', 0.5, 1], ['learningRate', 0.9, 1]), [1]);
  assert.deepEqual(within(['filters', 0.9, 1], ['momentum', 0.4, 0.6]), [1]);
  assert.deepEqual(within(['filters', 0.3, 0.4]), []);
});

test('inactive values and missing scores are on the rail below the axis and can be brushed there', () => {
  assert.deepEqual(within(['momentum', LOWEST, RAIL]), [0]);
  assert.deepEqual(within(['momentum', 0, 1]), [1, 2]);
  assert.deepEqual(within([SCORE, LOWEST, -0.01]), [2]);
});

test('lines of one choice are spread out within its part of the axis', () => {
  const axis = axes.find(({ name }) => name === 'optimizer')!;
  for (let number = 0; number < 500; number++) {
    const [adam, sgd] = ['adam', 'sgd'].map((optimizer) =>
      axis.share(trialOf(number, 'complete', 1, { values: { optimizer } })),
    );
    assert.ok(adam! > 0 && adam! < 0.5 && sgd! > 0.5 && sgd! < 1);
  }
});

test('a range over the whole axis is no range; its ends are in order and on the axis', () => {
  assert.equal(withRange(new Map(), 'a', { low: LOWEST, high: HIGHEST }).size, 0);
  assert.equal(withRange(new Map([['a', { low: 0, high: 1 }]]), 'a', null).size, 0);
  assert.deepEqual(rangeBetween(0.8, -3), { low: LOWEST, high: 0.8 });
});

test('keys move an end, which pushes the other one along; neither leaves the axis', () => {
  assert.equal(endAfter('ArrowUp', 0.5), 0.52);
  assert.equal(endAfter('PageDown', 0.05), -0.05);
  assert.equal(endAfter('PageDown', LOWEST), LOWEST);
  assert.equal(endAfter('End', 0), HIGHEST);
  assert.equal(endAfter('x', 0), null);
  assert.deepEqual(moveEnd({ low: 0.2, high: 0.4 }, 'low', 0.7), { low: 0.7, high: 0.7 });
  assert.deepEqual(moveEnd({ low: 0.2, high: 0.4 }, 'high', 9), { low: 0.2, high: HIGHEST });
});

test('the order of axes: moved ones, then new ones, and none that were removed', () => {
  assert.deepEqual(movedTo(['a', 'b', 'c'], 'a', 1), ['b', 'a', 'c']);
  assert.deepEqual(movedTo(['a', 'b', 'c'], 'b', -1), ['b', 'a', 'c']);
  assert.deepEqual(movedTo(['a', 'b', 'c'], 'a', 99), ['b', 'c', 'a']);
  assert.deepEqual(axisNames({ space: SPACE }, [SCORE, 'gone', 'filters']), [
    ...[SCORE, 'filters', 'learningRate', 'optimizer', 'momentum'],
  ]);
});
