import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldOf } from '../../../../../../renderer/features/tuning/charts/figures/field.ts';
import { levelLine } from '../../../../../../renderer/features/tuning/charts/figures/level-lines.ts';
import { randomNumbers } from './fake-sweep.ts';

const NUMBERS = { x: null, y: null };
function scattered(count: number, score: (x: number, y: number) => number) {
  const random = randomNumbers(2);
  return Array.from({ length: count }, () => {
    const [x, y] = [random(), random()];
    return { x, y, score: score(x, y) };
  });
}

test("the field stays between the trials' lowest and highest scores and follows them", () => {
  const { columns, rows, values } = fieldOf(
    scattered(400, (x) => 3 * x + 1),
    NUMBERS,
  );
  const known = [...values].filter((value) => !Number.isNaN(value));
  assert.ok(known.every((value) => value >= 1 && value <= 4));
  const middle = Math.floor(rows / 2) * columns;
  const [left, right] = [values[middle + 5]!, values[middle + columns - 6]!];
  assert.ok(Math.abs(left - (3 * 5.5) / columns - 1) < 0.3 && Math.abs(right - 3 * (1 - 5.5 / columns) - 1) < 0.3);
});

test('equal scores give a flat field; far from all trials there is none', () => {
  const flat = fieldOf(
    scattered(200, () => 7),
    NUMBERS,
  );
  assert.ok([...flat.values].every((value) => Number.isNaN(value) || Math.abs(value - 7) < 1e-9));
  const corner = fieldOf(
    [
      { x: 0.05, y: 0.05, score: 1 },
      { x: 0.1, y: 0.1, score: 2 },
    ],
    NUMBERS,
  );
  assert.ok(Number.isNaN(corner.values.at(-1)!) && !Number.isNaN(corner.values[0]!));
});

test('more trials make a narrower kernel', () => {
  assert.ok(
    fieldOf(
      scattered(1000, () => 1),
      NUMBERS,
    ).bandwidth <
      fieldOf(
        scattered(20, () => 1),
        NUMBERS,
      ).bandwidth /
        1.5,
  );
});

test('choices are not mixed', () => {
  const points = [...Array(9).keys()].map((at) => ({ x: at % 2 === 0 ? 0.25 : 0.75, y: 0.5, score: at % 2 }));
  const { columns, rows, values } = fieldOf(points, { x: 2, y: 1 });
  assert.deepEqual([columns, rows, ...values], [2, 1, 0, 1]);
});

test('a contour of a slope is straight and lies at its value; around a peak it is closed', () => {
  const side = 20;
  const slope = {
    columns: side,
    rows: side,
    bandwidth: 1,
    values: Float64Array.from({ length: side ** 2 }, (_, at) => (at % side) + 0.5),
  };
  const line = levelLine(slope, 7);
  assert.equal(line.length, side - 1);
  assert.ok(line.every(([x0, , x1]) => Math.abs(x0! - 7 / side) < 1e-12 && Math.abs(x1! - 7 / side) < 1e-12));
  const peak = Float64Array.from(
    { length: side ** 2 },
    (_, at) => -Math.hypot((at % side) - 9.6, Math.floor(at / side) - 9.6),
  );
  const ring = levelLine({ ...slope, values: peak }, -5);
  const ends = new Map<string, number>();
  for (const [x0, y0, x1, y1] of ring) {
    for (const end of [`${x0!.toFixed(9)} ${y0!.toFixed(9)}`, `${x1!.toFixed(9)} ${y1!.toFixed(9)}`])
      ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  assert.ok(
    ring.length > 20 && [...ends.values()].every((times) => times === 2),
    'every end is shared by two segments',
  );
  assert.deepEqual(levelLine({ ...slope, values: slope.values.fill(Number.NaN) }, 7), []);
});
