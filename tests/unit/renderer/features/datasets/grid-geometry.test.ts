import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  gridGeometry,
  movedFocus,
  topShowing,
  visibleRows,
} from '../../../../../renderer/features/datasets/grid-geometry.ts';

test('as many columns as fit, with no gap after the last', () => {
  assert.deepEqual(gridGeometry(100_000, 1000, 72), { columns: 13, rows: 7693, pitch: 76, height: 7693 * 76 });
  assert.equal(gridGeometry(10, 4 * 76 - 4, 72).columns, 4);
  assert.equal(gridGeometry(10, 20, 72).columns, 1);
});

test('every picture is in a rendered row once the view has scrolled to it', () => {
  const number = (min: number, max: number) => fc.integer({ min, max });
  fc.assert(
    fc.property(
      number(1, 5000),
      number(80, 2000),
      number(80, 2000),
      number(0, 5000),
      number(0, 1e6),
      (count, width, height, at, top) => {
        const geometry = gridGeometry(count, width, 72);
        const place = at % count;
        const row = Math.floor(place / geometry.columns);
        const shown = topShowing(geometry, place, { top, height });
        assert.ok(shown <= row * geometry.pitch && (row + 1) * geometry.pitch <= shown + height);
        const { from, to } = visibleRows(geometry, { top: shown, height }, 2);
        assert.ok(from <= row && row < to);
      },
    ),
  );
});

test('a visible position causes no scrolling', () => {
  const geometry = gridGeometry(1000, 1000, 72);
  assert.equal(topShowing(geometry, 13, { top: 50, height: 600 }), 50);
});

test('keys move the focus by one, by a row, by a page and to the ends', () => {
  const geometry = gridGeometry(100, 1000, 72); // 13 columns
  const to = (key: string, from = 20) => movedFocus(geometry, 100, from, key, 5);
  assert.deepEqual(
    ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageDown', 'PageUp', 'Home', 'End', 'x'].map((key) => to(key)),
    [19, 21, 7, 33, 85, 0, 0, 99, null],
  );
  assert.equal(to('ArrowRight', 99), 99);
  assert.equal(movedFocus(geometry, 0, -1, 'End', 5), null);
});
