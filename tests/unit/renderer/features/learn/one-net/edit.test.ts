import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  CLEAR,
  COVER,
  changed,
  INKS,
  isUnchanged,
  onlyCovers,
  readSheet,
  readShift,
  SIDE,
  sheetText,
  shiftText,
  stamped,
  stroked,
  UNCHANGED,
} from '../../../../../../renderer/features/learn/one-net/edit.ts';

const picture = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, at) => (at * 31) % 256);
const pixel = (pixels: Uint8Array, row: number, column: number) => {
  const at = (row * SIDE + column) * 3;
  return [...pixels.subarray(at, at + 3)];
};

describe('changed', () => {
  test('leaves a picture without edits unchanged', () => {
    assert.deepEqual(changed(picture, UNCHANGED), picture);
    assert.ok(isUnchanged(UNCHANGED));
  });

  test('shifts the picture and repeats its border, under a sheet that stays', () => {
    const sheet = stamped(UNCHANGED.sheet, 10, 20, 3, COVER);
    const shown = changed(picture, { sheet, down: 2, right: -3 });
    assert.deepEqual(pixel(shown, 12, 30), pixel(picture, 10, 33));
    assert.deepEqual(pixel(shown, 0, 63), pixel(picture, 0, 63));
    assert.deepEqual(pixel(shown, 1, 5), pixel(picture, 0, 8));
    assert.deepEqual(pixel(shown, 9, 19), [...INKS[COVER]!.rgb]);
    assert.deepEqual(pixel(shown, 12, 22), pixel(picture, 10, 25));
  });
});

describe('stamped and stroked', () => {
  test('a square of 3 covers nine cells, fewer at the border, and does not modify the previous sheet', () => {
    const inked = (sheet: Uint8Array) => sheet.reduce((sum, ink) => sum + (ink === COVER ? 1 : 0), 0);
    assert.equal(inked(stamped(UNCHANGED.sheet, 30, 30, 3, COVER)), 9);
    assert.equal(inked(stamped(UNCHANGED.sheet, 0, 63, 3, COVER)), 4);
    assert.equal(inked(UNCHANGED.sheet), 0);
  });

  test('a stroke has no gaps, and the clear ink erases it', () => {
    const [from, to] = [
      { row: 5, column: 5 },
      { row: 9, column: 40 },
    ];
    const sheet = stroked(UNCHANGED.sheet, from, to, 1, 5);
    for (let column = 5; column <= 40; column++) {
      assert.ok(
        [5, 6, 7, 8, 9].some((row) => sheet[row * SIDE + column] === 5),
        `column ${column}`,
      );
    }
    assert.ok(isUnchanged({ ...UNCHANGED, sheet: stroked(sheet, from, to, 1, CLEAR) }));
  });

  test('onlyCovers distinguishes covering from drawing, shifting and no edit', () => {
    const sheet = stamped(UNCHANGED.sheet, 30, 30, 9, COVER);
    assert.ok(onlyCovers({ ...UNCHANGED, sheet }));
    assert.ok(!onlyCovers(UNCHANGED));
    assert.ok(!onlyCovers({ sheet, down: 1, right: 0 }));
    assert.ok(!onlyCovers({ ...UNCHANGED, sheet: stamped(sheet, 2, 2, 1, 3) }));
  });
});

describe('in the address', () => {
  test('any sheet comes back unchanged', () => {
    const cell = fc.integer({ min: 0, max: INKS.length - 1 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 63 }), fc.nat({ max: 63 }), cell), { maxLength: 20 }), (stamps) => {
        const sheet = stamps.reduce((on, [row, column, ink]) => stamped(on, row, column, 6, ink), UNCHANGED.sheet);
        const text = sheetText(sheet);
        assert.deepEqual(readSheet(text), sheet);
        assert.match(text ?? 'A1', /^[A-Z0-9a-z]+$/);
      }),
    );
    assert.equal(sheetText(UNCHANGED.sheet), null);
  });

  test('an invalid text gives a clear sheet without a shift', () => {
    for (const text of [null, '', 'Z5', 'Bzzzzz', '???']) assert.deepEqual(readSheet(text), UNCHANGED.sheet, `${text}`);
    assert.deepEqual(readShift('far'), { down: 0, right: 0 });
    assert.deepEqual(readShift('99_-99'), { down: 63, right: -63 });
    assert.deepEqual(readShift(shiftText({ down: -4, right: 12 })), { down: -4, right: 12 });
  });
});
