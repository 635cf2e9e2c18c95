import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { tensor } from '../../../../../../native-bridge/reference/index.ts';
import { filterPlanes, picturePlanes } from '../../../../../../renderer/features/learn/inputs/planes.ts';
import { cornersOf, positionOf, stepOf } from '../../../../../../renderer/features/learn/inputs/positions.ts';
import { lastAxisAt, windowOf } from '../../../../../../renderer/features/learn/inputs/slices.ts';

const counted = (...shape: number[]) => {
  const count = shape.reduce((a, b) => a * b);
  return tensor(
    shape,
    Array.from({ length: count }, (_, at) => at),
  );
};

suite('positions of the loops', () => {
  test('steps run through i, h, w, c, the last one fastest, and convert back', () => {
    const shape = [2, 3, 4, 5];
    let step = 0;
    for (let i = 0; i < 2; i++) {
      for (let h = 0; h < 3; h++) {
        for (let w = 0; w < 4; w++) {
          for (let c = 0; c < 5; c++, step++) {
            assert.deepEqual(positionOf(step, shape), { i, h, w, c });
            assert.equal(stepOf({ i, h, w, c }, shape), step);
          }
        }
      }
    }
  });

  test('a window begins at h and w times the stride', () => {
    const corners = cornersOf({ i: 0, h: 2, w: 3, c: 0 }, { f: 3, stride: 2 });
    assert.deepEqual(corners, { vertStart: 4, vertEnd: 7, horizStart: 6, horizEnd: 9 });
  });
});

suite('parts of tensors', () => {
  const x = counted(2, 4, 5, 3);
  const at = (i: number, row: number, column: number, channel: number) => ((i * 4 + row) * 5 + column) * 3 + channel;

  test('a window has its own rows and columns and every channel', () => {
    const window = windowOf(x, 1, { vertStart: 1, vertEnd: 3, horizStart: 2, horizEnd: 4 });
    assert.deepEqual(window.shape, [2, 2, 3]);
    for (let row = 0; row < 2; row++) {
      for (let column = 0; column < 2; column++) {
        for (let k = 0; k < 3; k++) {
          assert.equal(window.data[(row * 2 + column) * 3 + k], at(1, row + 1, column + 2, k));
        }
      }
    }
  });

  test('one filter is every nC-th number of all filters', () => {
    assert.deepEqual(lastAxisAt(counted(2, 1, 3), 1), { shape: [2, 1], data: Float64Array.of(1, 4) });
  });

  test('a cell of a plane knows its index in the tensor', () => {
    for (const [k, { matrix, at: placeOf, label }] of picturePlanes(x, 1, 'x').entries()) {
      assert.equal(label, `x, channel ${k}`);
      for (let cell = 0; cell < 20; cell++) {
        const place = { row: Math.floor(cell / 5), column: cell % 5 };
        assert.equal(matrix.data[cell], x.data[placeOf(place)]);
        assert.equal(placeOf(place), at(1, place.row, place.column, k));
      }
    }
    const W = counted(2, 2, 3, 4);
    for (const { matrix, at: placeOf } of filterPlanes(W, 2, 'W')) {
      for (let cell = 0; cell < 4; cell++) {
        assert.equal(matrix.data[cell], placeOf({ row: Math.floor(cell / 2), column: cell % 2 }));
        assert.equal(matrix.data[cell]! % 4, 2);
      }
    }
  });
});
