/** Tensors as matrices to show, one per channel; each cell knows its index in the tensor. */
import type { Tensor } from '../../../../native-bridge/reference/index.ts';
import { t } from '../messages/index.ts';
import type { Cell, Matrix } from '../numbers/matrix.ts';

export interface Plane {
  /** `A_prev, channel 1` */
  readonly label: string;
  readonly matrix: Matrix;
  /** The cell's index in the tensor, in C order. */
  readonly at: (cell: Cell) => number;
}

/** The channels of picture `i` of (m, height, width, channels). */
export function picturePlanes(x: Tensor, i: number, name: string): Plane[] {
  const [, rows, columns, channels] = x.shape as [number, number, number, number];
  const place = (row: number, column: number, c: number) => ((i * rows + row) * columns + column) * channels + c;
  return planes(x, rows, columns, channels, place, name);
}

/** The channels of filter `c` of (f, f, channels, nC). */
export function filterPlanes(W: Tensor, c: number, name: string): Plane[] {
  const [rows, columns, channels, nC] = W.shape as [number, number, number, number];
  const place = (row: number, column: number, k: number) => ((row * columns + column) * channels + k) * nC + c;
  return planes(W, rows, columns, channels, place, name);
}

/** The channels of one window or one filter, (f, f, channels). */
export function windowPlanes(slice: Tensor, name: string): Plane[] {
  return picturePlanes({ shape: [1, ...slice.shape], data: slice.data }, 0, name);
}

/** A vector as one row: the biases, (1, 1, 1, nC). */
export function rowPlane(x: Tensor, label: string): Plane {
  return { label, matrix: { rows: 1, columns: x.data.length, data: x.data }, at: ({ column }) => column };
}

function planes(
  x: Tensor,
  rows: number,
  columns: number,
  channels: number,
  place: (row: number, column: number, channel: number) => number,
  name: string,
): Plane[] {
  return Array.from({ length: channels }, (_, c) => {
    const values = Float64Array.from(
      { length: rows * columns },
      (_, at) => x.data[place(Math.floor(at / columns), at % columns, c)]!,
    );
    const label = channels > 1 ? t.planeChannel({ name, n: c }) : name;
    return { label, matrix: { rows, columns, data: values }, at: ({ row, column }) => place(row, column, c) };
  });
}
