import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rangesText, readRanges } from '../../../../../renderer/features/tuning/number-ranges.ts';
import { movedRow, rowPool, rowWindow, topShowingRow } from '../../../../../renderer/features/tuning/row-window.ts';

describe('a brush in the address', () => {
  test('consecutive numbers are joined; order and duplicates do not matter', () => {
    assert.equal(rangesText([9, 3, 5, 6, 7, 5]), '3,5-7,9');
    assert.equal(rangesText([]), '');
    assert.equal(rangesText([0]), '0');
  });

  test('comes back unchanged', () => {
    for (const numbers of [[0], [1, 2, 3], [0, 2, 4, 5, 6, 100], [...Array(1000).keys()]]) {
      assert.deepEqual([...(readRanges(rangesText(numbers)) ?? [])], numbers);
    }
  });

  test('an invalid text gives no brush; a huge range does not exhaust memory', () => {
    for (const text of [null, '', 'x', '1,', '1-2-3', '-1', '1;2']) assert.equal(readRanges(text), null, String(text));
    assert.ok(readRanges('0-999999')!.size <= 100_001);
    assert.equal(readRanges('9-5')!.size, 0);
  });
});

describe('visible rows', () => {
  test('whole blocks around the visible rows, never out of range', () => {
    assert.deepEqual(rowWindow(1000, 28, 0, 280), { from: 0, to: 16 });
    assert.deepEqual(rowWindow(1000, 28, 20, 280), { from: 0, to: 16 }, 'a small step changes nothing');
    assert.deepEqual(rowWindow(1000, 28, 2800, 280), { from: 96, to: 112 });
    assert.deepEqual(rowWindow(1000, 28, 28_000, 280), { from: 992, to: 1000 });
    assert.deepEqual(rowWindow(3, 28, 0, 280), { from: 0, to: 3 });
    assert.deepEqual(rowWindow(0, 28, 500, 280), { from: 0, to: 0 });
  });

  test('the pool has room for every window: no two rows share an element', () => {
    for (const height of [10, 280, 559, 560]) {
      const pool = rowPool(28, height);
      for (let top = 0; top < 3000; top += 13) {
        const { from, to } = rowWindow(1000, 28, top, height);
        assert.ok(to - from <= pool, `${to - from} rows of ${height} pixels, ${pool} elements`);
      }
    }
  });

  test('a row is scrolled into view by the shortest distance', () => {
    assert.equal(topShowingRow(5, 10, 0, 100), 0);
    assert.equal(topShowingRow(10, 10, 0, 100), 10);
    assert.equal(topShowingRow(3, 10, 100, 100), 30);
  });

  test('keys move within the list', () => {
    assert.equal(movedRow(5, 'ArrowDown', 10, 4), 6);
    assert.equal(movedRow(9, 'ArrowDown', 10, 4), 9);
    assert.equal(movedRow(-1, 'ArrowDown', 10, 4), 0);
    assert.equal(movedRow(5, 'PageUp', 10, 4), 1);
    assert.equal(movedRow(5, 'Home', 10, 4), 0);
    assert.equal(movedRow(5, 'End', 10, 4), 9);
    assert.equal(movedRow(0, 'ArrowUp', 0, 4), null);
    assert.equal(movedRow(5, 'x', 10, 4), null);
  });
});
