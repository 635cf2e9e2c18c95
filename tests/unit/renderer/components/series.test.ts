import assert from 'node:assert/strict';
import { test } from 'node:test';
import { points, tabulate } from '../../../../renderer/components/chart/series.ts';

test('a curve is drawn through the measured points', () => {
  const series = { label: 'cost', x: [0, 1, 2, 3], y: [2, null, 0, Number.NaN] };
  assert.deepEqual(points(series, false), [
    { x: 0, y: 2 },
    { x: 2, y: 0 },
  ]);
  assert.deepEqual(points(series, true), [{ x: 0, y: 2 }]);
});

test('the table behind a chart has every series by x', () => {
  const table = tabulate(
    [
      { label: 'a', x: [0, 1], y: [5, 6] },
      { label: 'b', x: [1, 2], y: [7, null] },
    ],
    10,
  );
  assert.deepEqual(table, {
    rows: [
      { x: 0, values: [5, null] },
      { x: 1, values: [6, 7] },
      { x: 2, values: [null, null] },
    ],
    leftOut: 0,
  });
});

test('a table of thousands of rows shows evenly spaced ones, including the first and the last', () => {
  const x = Array.from({ length: 5000 }, (_, at) => at);
  const { rows, leftOut } = tabulate([{ label: 'a', x, y: x }], 300);
  assert.equal(rows.length, 300);
  assert.equal(leftOut, 4700);
  assert.deepEqual([rows[0]?.x, rows.at(-1)?.x], [0, 4999]);
});
