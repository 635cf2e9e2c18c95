/** Parts of tensors that fit a screen: one channel of one picture, or a slice channel by channel. */
import type { Tensor } from '../../../../../native-bridge/reference/index.ts';
import type { Cell, Matrix } from '../../numbers/matrix.ts';
import { t } from '../messages/index.ts';

export interface Plane {
  /** `Z[0,:,:,3]`; for a matrix, just its name. */
  readonly label: string;
  /** Position of the plane in the tensor: row and column are the axes that it spans. */
  readonly matrix: Matrix;
  readonly cell: Cell;
}

/** Rows and columns shown as numbers; larger planes are cropped around the cell. */
const MOST = 9;

/** Which axes of a tensor of this rank are rows and columns. */
function axesOf(count: number): readonly [row: number, column: number] | null {
  if (count === 4) return [1, 2];
  if (count === 3) return [0, 1];
  if (count === 2) return [0, 1];
  return null;
}

/**
 * The plane that a cell is in, cropped to what fits around it.
 * @param kernels the axes are (f, f, n_C_prev, n_C), whose first two are rows and columns, not (m, n_H, n_W, n_C)
 * @returns null where the tensor has no plane: a number or a list
 */
export function planeOf(
  name: string,
  { shape, data }: Tensor,
  index: readonly number[],
  kernels: boolean,
): Plane | null {
  const axes = kernels ? ([0, 1] as const) : axesOf(shape.length);
  if (!axes || shape.length < 2) return null;
  const [rowAxis, columnAxis] = axes;
  const [top, rows] = cut(index[rowAxis]!, shape[rowAxis]!);
  const [left, columns] = cut(index[columnAxis]!, shape[columnAxis]!);
  const numbers = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const place = index.with(rowAxis, top + row).with(columnAxis, left + column);
      numbers[row * columns + column] = data[place.reduce((offset, at, axis) => offset * shape[axis]! + at, 0)]!;
    }
  }
  const range = (from: number, count: number, all: number) => (count === all ? ':' : `${from}:${from + count}`);
  const label = index.map((at, axis) => {
    if (axis === rowAxis) return range(top, rows, shape[rowAxis]!);
    return axis === columnAxis ? range(left, columns, shape[columnAxis]!) : at;
  });
  return {
    label: shape.length === 2 && rows === shape[0] && columns === shape[1] ? name : `${name}[${label.join(',')}]`,
    matrix: { rows, columns, data: numbers },
    cell: { row: index[rowAxis]! - top, column: index[columnAxis]! - left },
  };
}

function cut(at: number, length: number): [from: number, count: number] {
  if (length <= MOST) return [0, length];
  const from = Math.max(0, Math.min(length - MOST, at - Math.floor(MOST / 2)));
  return [from, MOST];
}

/** Parts of a slice shown. */
const MOST_PARTS = 3;
/** Meaning of a slice's third axis: channels come last, (f, f, n_C_prev); pictures come first, (m, n_H, n_W). */
export type PartName = 'channel' | 'picture';

export interface Parts {
  readonly name: PartName;
  readonly matrices: readonly { readonly label: string; readonly matrix: Matrix; readonly sum: number }[];
  /** Number of parts left out. */
  readonly more: number;
}

/** A slice of three axes, a matrix or a list, as matrices; null where it is too large to be read. */
export function partsOf(name: string, { shape, data }: Tensor, part: PartName): Parts | null {
  const three = shape.length === 3;
  const [rows, columns] = shape.length === 1 ? [1, shape[0]!] : three && part === 'picture' ? shape.slice(1) : shape;
  if (shape.length > 3 || rows === undefined || columns === undefined) return null;
  if (rows > MOST || columns > MOST || data.length === 0) return null;
  const count = data.length / (rows * columns);
  const place = (at: number, i: number) => (part === 'channel' ? at * count + i : i * rows * columns + at);
  const matrices = Array.from({ length: Math.min(count, MOST_PARTS) }, (_, i) => {
    const numbers = Float64Array.from({ length: rows * columns }, (_, at) => data[place(at, i)]!);
    const sum = numbers.reduce((total, value) => total + value, 0);
    const label = part === 'channel' ? t.channelOf({ name, n: i }) : t.pictureOf({ name, n: i });
    return { label: three ? label : name, matrix: { rows, columns, data: numbers }, sum };
  });
  return { name: part, matrices, more: count - matrices.length };
}

/** Element by element. */
export function productOf(a: Tensor, b: Tensor): Tensor {
  return { shape: a.shape, data: a.data.map((value, at) => value * b.data[at]!) };
}

/** Difference of two numbers; 0 within 1e-6 of their magnitude, the precision of float32 and printed digits. */
export function offBy(found: number, expected: number): number {
  const off = found - expected;
  return Math.abs(off) <= 1e-6 * (1 + Math.abs(expected)) ? 0 : off;
}

/** How many numbers are wrong, and the largest error. The shapes are equal. */
export function offCount(found: Tensor, expected: Tensor): { readonly count: number; readonly worst: number } {
  const off = Array.from(expected.data, (value, at) => Math.abs(offBy(found.data[at]!, value))).filter(
    (by) => by !== 0,
  );
  return { count: off.length, worst: off.reduce((worst, by) => Math.max(worst, by), 0) };
}
