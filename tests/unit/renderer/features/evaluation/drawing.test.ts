import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bandCurves, curvesOf, hasAny } from '../../../../../renderer/features/evaluation/curves.ts';
import { placeOn, scaleFor, stacked, ticksOf } from '../../../../../renderer/features/evaluation/strip.ts';

const nothing = { from: 0, seconds: [], learningRate: [], validationCost: [], trainAccuracy: [], duringAccuracy: [] };
const first = { ...nothing, cost: [3, 2, 1], validationAccuracy: [null, 0.5, null] };
const second = { ...nothing, cost: [5, 4], validationAccuracy: [null, null] };

test('one curve per run; a run without epochs keeps its colour reserved', () => {
  const runs = [
    { name: 'A', epochs: null },
    { name: 'B', epochs: first },
  ];
  assert.deepEqual(curvesOf(runs, 'cost'), [{ label: 'B', x: [0, 1, 2], y: [3, 2, 1], colour: 1, dash: 1 }]);
  assert.deepEqual(
    [hasAny(runs, 'validationAccuracy'), hasAny([{ name: 'A', epochs: second }], 'validationAccuracy')],
    [true, false],
  );
});

test('the band extends as far as the longest run', () => {
  const curves = bandCurves([first, second], 'cost');
  assert.deepEqual(
    curves.map(({ label }) => label),
    ['Largest', 'Upper quartile', 'Median', 'Lower quartile', 'Smallest'],
  );
  assert.deepEqual(curves[2]?.y, [4, 3, 1]);
  assert.deepEqual(
    [curves[0]?.y, curves[4]?.y],
    [
      [5, 4, 1],
      [3, 2, 1],
    ],
  );
});

test('the scale ends at tenths around all values, within 0 and 1', () => {
  const scale = scaleFor([0.61, 0.94], 100, 500);
  assert.deepEqual([scale.low, scale.high], [0.6, 1]);
  assert.deepEqual(ticksOf(scale), [0.6, 0.7, 0.8, 0.9, 1]);
  assert.ok(Math.abs(placeOn(scale, 0.7) - 200) < 1e-9);
  assert.deepEqual([scaleFor([1], 0, 1).high, scaleFor([0], 0, 1).low], [1, 0]);
});

test('dots that would overlap are stacked', () => {
  assert.deepEqual(stacked([10, 12, 30, 11, 19], 10), [0, 1, 0, 2, 3]);
  assert.deepEqual(stacked([], 10), []);
});
