import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  choiceScale,
  dimensionScale,
  measuredScale,
  numberScale,
} from '../../../../../../renderer/features/tuning/charts/drawing/scale.ts';
import { logTicks, roundStep, roundTicks } from '../../../../../../renderer/features/tuning/charts/drawing/ticks.ts';

test('a linear axis: its ends are 0 and 1, and positions map back to values', () => {
  const scale = numberScale(10, 20);
  assert.deepEqual([10, 15, 20].map(scale.place), [0, 0.5, 1]);
  assert.equal(scale.valueAt(0.25), 12.5);
  assert.deepEqual(
    scale.ticks.map(({ label }) => label),
    ['10', '12', '14', '16', '18', '20'],
  );
  assert.ok(
    Number.isNaN(scale.place('a word')) && Number.isNaN(scale.place(null)) && Number.isNaN(scale.place(undefined)),
  );
});

test('a logarithmic axis: equal factors are equally far apart; values not above 0 have no position', () => {
  const scale = numberScale(1e-4, 1, { log: true });
  assert.ok(Math.abs(scale.place(1e-2) - 0.5) < 1e-12);
  assert.ok(Math.abs(scale.valueAt(0.25) - 1e-3) < 1e-12);
  assert.ok(!Number.isFinite(scale.place(0)) && Number.isNaN(scale.place(-1)));
});

test('a single value is in the middle, linear and logarithmic, and at 0', () => {
  for (const [value, log] of [
    [5, false],
    [5, true],
    [0, false],
    [-3, false],
  ] as const) {
    assert.ok(Math.abs(numberScale(value, value, { log }).place(value) - 0.5) < 1e-12, String(value));
  }
});

test('whole numbers have whole ticks, however few there are', () => {
  const labels = numberScale(1, 3, { whole: true }).ticks.map(({ label }) => label);
  assert.deepEqual(labels, ['1', '2', '3']);
  assert.equal(numberScale(0, 10, { whole: true }).valueAt(0.26), 3);
});

test('choices are in the middle of equal parts; an unknown choice has no position', () => {
  const scale = choiceScale(['adam', 'sgd', true, 8]);
  assert.deepEqual(['adam', true, 8].map(scale.place), [0.125, 0.625, 0.875]);
  assert.ok(Number.isNaN(scale.place('rmsprop')));
  assert.deepEqual([-1, 0.3, 2].map(scale.words), ['adam', 'sgd', '8']);
});

test('the axis of a dimension is its whole range, logarithmic if the space says so', () => {
  assert.ok(Math.abs(dimensionScale({ kind: 'int', low: 8, high: 128, log: true }).place(32) - 0.5) < 1e-12);
  assert.equal(dimensionScale({ kind: 'float', low: 0, high: 2 }).place(0.5), 0.25);
});

test('measured values: logarithmic only if requested, if all are above 0, and if they span a wide range', () => {
  assert.equal(measuredScale([0.01, 10], { log: true }).log, true);
  assert.equal(measuredScale([0.01, 10]).log, false);
  assert.equal(measuredScale([0, 10], { log: true }).log, false);
  assert.equal(measuredScale([1, 10], { log: true }).log, false);
  assert.ok(measuredScale([1, 10]).place(1) > 0 && measuredScale([1, 10]).place(10) < 1);
  assert.equal(measuredScale([]).place(0.5), 0.5);
});

test('ticks are round, within the ends, and about as many as requested', () => {
  assert.deepEqual(roundTicks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(roundTicks(0.1, 0.3, 2), [0.1, 0.2, 0.3]);
  assert.equal(roundTicks(0, 1e-7, 5).length, 6);
  assert.deepEqual([0.11, 0.2, 3, 7, 10].map(roundStep), [0.2, 0.2, 5, 10, 10]);
  assert.deepEqual(logTicks(1e-4, 1e-1, 8), [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1]);
  assert.deepEqual(
    logTicks(20, 40, 4),
    [20, 25, 30, 35, 40].filter((tick) => tick % 5 === 0),
  );
  assert.ok(logTicks(1e-30, 1e30, 5).length <= 12);
});
