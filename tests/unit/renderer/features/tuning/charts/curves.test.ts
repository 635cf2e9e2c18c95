import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Curves } from '../../../../../../renderer/features/tuning/charts/curves.ts';
import { numberScale } from '../../../../../../renderer/features/tuning/charts/drawing/scale.ts';
import { nearestCurve } from '../../../../../../renderer/features/tuning/charts/figures/nearest-curve.ts';
import { columnsOf, curvesWith, randomNumbers } from './fake-sweep.ts';

test('epochs that arrive in any number of parts give the same curves', () => {
  const whole = new Map([
    [3, Array.from({ length: 70 }, (_, epoch) => epoch / 100)],
    [1000, [0.5]],
  ]);
  let parts = Curves.empty().with(columnsOf(new Map([[3, whole.get(3)!.slice(0, 40)]])));
  parts = parts.with(columnsOf(new Map([[3, whole.get(3)!]]), 40)).with(columnsOf(new Map([[1000, [0.5]]])));
  for (const curves of [curvesWith(whole), parts]) {
    assert.deepEqual([...curves.of(3, 'cost')], [...Float32Array.from(whole.get(3)!)]);
    assert.deepEqual([curves.epochs(1000), curves.epochs(7), curves.most], [1, 0, 70]);
    assert.equal(curves.of(7, 'cost').length, 0);
  }
});

test('a repeated epoch replaces the first; a skipped one is NaN', () => {
  const curves = curvesWith(new Map([[0, [0.1, 0.2]]])).with(columnsOf(new Map([[0, [0, 0.5, 0, 0.9]]]), 3));
  assert.deepEqual(
    [...curves.of(0, 'cost')].map((value) => Math.round(value * 10)),
    [1, 2, Number.NaN, 9],
  );
  const again = curves.with(columnsOf(new Map([[0, [0.7]]])));
  assert.equal(Math.round(again.of(0, 'cost')[0]! * 10), 7);
});

test('a new view is a new object, so that its display is redrawn; bytes may start at any offset', () => {
  const first = curvesWith(new Map([[0, [0.25]]]));
  const columns = columnsOf(new Map([[1, [0.5]]]));
  const shifted = new Uint8Array(5);
  shifted.set(columns.cost, 1);
  const next = first.with({ ...columns, cost: shifted.subarray(1) });
  assert.notEqual(next, first);
  assert.equal(next.of(1, 'cost')[0], 0.5);
});

test('the range covers finite values; the smallest value above 0 is known separately', () => {
  const curves = curvesWith(new Map([[0, [0, Number.NaN, 4, Number.POSITIVE_INFINITY, 0.5]]]));
  assert.deepEqual(curves.range('cost'), { low: 0, high: 4, positive: 0.5 });
  assert.equal(Curves.empty().range('cost'), null);
});

/** The nearest curve, found by checking every segment of every curve. */
function byBruteForce(
  values: Float32Array[],
  box: { height: number; width: number },
  x: number,
  y: number,
): { trial: number; distance: number } {
  const [px, py] = [(epoch: number) => (epoch / 99) * box.width, (value: number) => (1 - value) * box.height];
  let best = { trial: -1, distance: Number.POSITIVE_INFINITY };
  for (const [trial, curve] of values.entries()) {
    for (let at = 0; at + 1 < curve.length; at++) {
      const [ax, ay, bx, by] = [px(at), py(curve[at]!), px(at + 1), py(curve[at + 1]!)];
      const along = Math.min(
        Math.max(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2), 0),
        1,
      );
      const distance = Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay));
      if (distance < best.distance) best = { trial, distance };
    }
  }
  return best;
}

test('the nearest of 1 000 curves of 100 epochs is the one that a full search finds', () => {
  const random = randomNumbers(5);
  const values = Array.from({ length: 1000 }, () => {
    const [top, slope] = [random(), 0.8 + 0.19 * random()];
    return Float32Array.from({ length: 100 }, (_, epoch) => top * (1 - slope ** epoch));
  });
  const curves = curvesWith(new Map(values.map((curve, trial) => [trial, [...curve]])));
  const box = { left: 0, top: 0, width: 800, height: 300 };
  const drawing = { curves, metric: 'cost' as const, box, x: numberScale(0, 99), y: numberScale(0, 1) };
  for (let round = 0; round < 40; round++) {
    const [x, y] = [random() * 800, 100 + random() * 200];
    const found = nearestCurve({ ...drawing, trials: values.keys() }, x, y);
    const right = byBruteForce(values, box, x, y);
    assert.equal(found, right.distance < 12 ? right.trial : null, `at ${x}, ${y}`);
  }
});

test('no curve is found if none is within reach; gaps and trials without epochs are skipped', () => {
  const curves = curvesWith(
    new Map([
      [0, [0.5, Number.NaN, 0.5]],
      [1, []],
    ]),
  );
  const drawing = {
    curves,
    metric: 'cost' as const,
    box: { left: 0, top: 0, width: 100, height: 100 },
    x: numberScale(0, 2),
    y: numberScale(0, 1),
  };
  assert.equal(nearestCurve({ ...drawing, trials: [0, 1] }, 2, 52), 0);
  assert.equal(nearestCurve({ ...drawing, trials: [0, 1] }, 50, 50), null);
  assert.equal(nearestCurve({ ...drawing, trials: [0, 1] }, 0, 90), null);
});
