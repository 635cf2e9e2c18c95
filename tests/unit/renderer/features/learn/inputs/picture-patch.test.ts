import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { cornerAround, patchesOf } from '../../../../../../renderer/features/learn/inputs/picture-patch.ts';

/** Red is the row, green the column, blue 51. */
const pixels = Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => {
  const cell = Math.floor(at / 3);
  return [Math.floor(cell / 64), cell % 64, 51][at % 3]!;
});
const one = { m: 1, height: 2, width: 3, channels: 3 };

suite('a patch of a picture', () => {
  test('it is centred on a cell and stays inside the picture', () => {
    assert.deepEqual(cornerAround({ row: 30, column: 40 }, { height: 5, width: 4 }), { row: 28, column: 38 });
    assert.deepEqual(cornerAround({ row: 0, column: 63 }, { height: 5, width: 4 }), { row: 0, column: 60 });
  });

  test('three channels are red, green and blue in [0,1], a fourth is grey', () => {
    const { shape, data } = patchesOf(pixels, { row: 10, column: 20 }, one);
    assert.deepEqual(shape, [1, 2, 3, 3]);
    assert.deepEqual([...data.subarray(0, 6)], [10 / 255, 20 / 255, 0.2, 10 / 255, 21 / 255, 0.2]);
    assert.deepEqual([...data.subarray(9, 12)], [11 / 255, 20 / 255, 0.2]);
    const grey = patchesOf(pixels, { row: 10, column: 20 }, { ...one, channels: 1 }).data;
    assert.equal(grey[0], (0.2989 * 10 + 0.587 * 20 + 0.114 * 51) / 255);
    const four = patchesOf(pixels, { row: 10, column: 20 }, { ...one, channels: 4 }).data;
    assert.equal(four[3], grey[0]);
  });

  test('the pictures of a mini-batch are patches side by side, continuing from the left at the edge', () => {
    const { data } = patchesOf(pixels, { row: 0, column: 57 }, { ...one, m: 3 });
    const columns = [0, 1, 2].map((i) => Math.round(data[i * 18 + 1]! * 255));
    assert.deepEqual(columns, [57, 60, 1]);
  });
});
