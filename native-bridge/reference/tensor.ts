/** The tensor type of this folder, and the argument checks of every operation. */

/** A float64 tensor in C order; pictures are NHWC: (m, nH, nW, nC). */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Tensors that do not match. The message names the operation and both shapes; `remedy` says what to do. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** @throws ShapeError if the number of values does not match the shape. */
export function tensor(shape: readonly number[], data: ArrayLike<number>): Tensor {
  requireWhole('tensor', { shape, data }, 'data');
  return { shape: [...shape], data: Float64Array.from(data) };
}

/** A tensor of zeros. */
export function zeros(shape: readonly number[]): Tensor {
  return { shape: [...shape], data: new Float64Array(sizeOf(shape)) };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** @throws ShapeError if the length of the tensor's data does not match its shape. */
export function requireWhole(
  operation: string,
  { shape, data }: { shape: readonly number[]; data: ArrayLike<number> },
  name: string,
) {
  if (data.length === sizeOf(shape)) return;
  throw new ShapeError(
    `${operation}: ${name} has the shape (${shape}), ${sizeOf(shape)} numbers, but holds (${data.length})`,
    `Give ${name} one number for each element of its shape.`,
  );
}

/** @throws ShapeError if the tensor does not have the axes that `layout` names, such as `(m, nH, nW, nC)`. */
export function requireAxes(operation: string, name: string, x: Tensor, layout: string): void {
  requireWhole(operation, x, name);
  if (x.shape.length === layout.split(',').length) return;
  throw new ShapeError(`${operation}: ${name} is (${x.shape}), not ${layout}`, `Give ${name} the axes ${layout}.`);
}

/** @throws ShapeError if the tensor does not have exactly that shape. */
export function requireShape(
  operation: string,
  name: string,
  x: Tensor,
  shape: readonly number[],
  because: string,
): void {
  requireWhole(operation, x, name);
  if (String(x.shape) === String(shape)) return;
  throw new ShapeError(
    `${operation}: ${name} is (${x.shape}), but ${because} asks for (${shape})`,
    `Give ${name} the shape (${shape}).`,
  );
}

/** @throws ShapeError if a stride, pad or window size is not a whole number from `least`. */
export function requireCount(operation: string, name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new ShapeError(`${operation}: ${name} is ${value}`, `Give ${name} a whole number from ${least}.`);
}

/**
 * Number of positions of a window of `f` pixels: floor((n - f) / stride) + 1.
 * @param n pixels along the axis, padding included
 * @param input what the window slides over, for the message
 * @throws ShapeError if the window is larger than `n`.
 */
export function windowCount(operation: string, n: number, f: number, stride: number, input: Tensor): number {
  if (f <= n) return Math.floor((n - f) / stride) + 1;
  throw new ShapeError(
    `${operation}: the window (${f},${f}) does not fit into the input (${input.shape}), padded to ${n} pixels`,
    'Take a smaller window or more padding.',
  );
}
