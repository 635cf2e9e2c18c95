import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Tensor } from '../../../../../../native-bridge/reference/index.ts';
import {
  offBy,
  offCount,
  partsOf,
  planeOf,
  productOf,
} from '../../../../../../renderer/features/learn/check/result/planes.ts';

/** Every number is its own index in C order. */
const places = (...shape: number[]): Tensor => ({
  shape,
  data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, at) => at),
});

describe('planeOf', () => {
  test('is the picture and channel that contain the cell', () => {
    const plane = planeOf('Z', places(2, 3, 4, 5), [1, 2, 0, 3], false)!;
    assert.deepEqual([plane.label, plane.cell], ['Z[1,:,:,3]', { row: 2, column: 0 }]);
    assert.deepEqual(Array.from(plane.matrix.data).slice(0, 3), [60 + 3, 60 + 8, 60 + 13]);
  });

  test('of kernels has the first two axes', () => {
    const plane = planeOf('dW', places(2, 3, 4, 5), [1, 2, 0, 3], true)!;
    assert.deepEqual([plane.label, plane.matrix.rows, plane.matrix.columns], ['dW[:,:,0,3]', 2, 3]);
    assert.equal(plane.matrix.data[5], ((1 * 3 + 2) * 4 + 0) * 5 + 3);
  });

  test('is cropped around the cell if it is large', () => {
    const plane = planeOf('Z', places(1, 64, 64, 1), [0, 63, 20, 0], false)!;
    assert.deepEqual([plane.label, plane.cell], ['Z[0,55:64,16:25,0]', { row: 8, column: 4 }]);
    assert.equal(plane.matrix.data[8 * 9 + 4], 63 * 64 + 20);
  });

  test('of a matrix is the matrix itself; numbers and lists have none', () => {
    assert.equal(planeOf('mask', places(2, 3), [0, 0], false)!.label, 'mask');
    assert.equal(planeOf('Z', places(), [], false), null);
    assert.equal(planeOf('Z', places(3), [0], false), null);
  });
});

describe('partsOf', () => {
  test('splits a slice by channels, the last axis, or by pictures, the first axis', () => {
    const channels = partsOf('a', places(2, 2, 4), 'channel')!;
    assert.deepEqual([channels.matrices.length, channels.more], [3, 1]);
    assert.deepEqual([Array.from(channels.matrices[1]!.matrix.data), channels.matrices[1]!.sum], [[1, 5, 9, 13], 28]);
    const pictures = partsOf('a', places(4, 2, 3), 'picture')!;
    assert.deepEqual([pictures.matrices[1]!.label, pictures.more], ['a, picture 1', 1]);
    const { rows, columns, data } = pictures.matrices[1]!.matrix;
    assert.deepEqual([rows, columns, Array.from(data)], [2, 3, [6, 7, 8, 9, 10, 11]]);
  });

  test('keeps a matrix or a list as one part', () => {
    assert.deepEqual(
      partsOf('x', places(2, 3), 'channel')!.matrices.map(({ label, sum }) => [label, sum]),
      [['x', 15]],
    );
    assert.equal(partsOf('x', places(4), 'channel')!.matrices[0]!.matrix.columns, 4);
  });

  test('leaves out what is too large to read', () => {
    assert.equal(partsOf('a', places(64, 64, 3), 'channel'), null);
    assert.equal(partsOf('a', places(0), 'channel'), null);
    assert.equal(partsOf('a', places(), 'channel'), null);
  });
});

test('numbers are off if they differ by more than rounding', () => {
  assert.deepEqual([offBy(1.0000001, 1), offBy(2, 1), offBy(1e-7, 0), offBy(Number.NaN, 1)], [0, 1, 0, Number.NaN]);
  const found = { shape: [3], data: Float64Array.of(0, 1.5, -2) };
  assert.deepEqual(offCount(found, places(3)), { count: 2, worst: 4 });
  assert.deepEqual([...productOf(found, places(3)).data], [0, 1.5, -4]);
});
