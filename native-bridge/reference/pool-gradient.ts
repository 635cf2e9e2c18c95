/** How the gradient of a pooled value is distributed over its window. */
import { requireWhole, ShapeError, type Tensor, zeros } from './tensor.ts';

/**
 * 1 where an entry equals the maximum, else 0. Several equal maxima are all marked, as in the assignment; TensorFlow
 * marks only the first.
 * @param x a window, of any shape
 * @throws ShapeError
 */
export function createMaskFromWindow(x: Tensor): Tensor {
  requireWhole('createMaskFromWindow', x, 'x');
  const max = x.data.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return { shape: [...x.shape], data: x.data.map((value) => (value === max ? 1 : 0)) };
}

/**
 * The same share of `dz` for every entry: dz / (nH nW).
 * @param shape (nH, nW), or any other
 * @throws ShapeError if the shape is empty.
 */
export function distributeValue(dz: number, shape: readonly number[]): Tensor {
  const a = zeros(shape);
  if (a.data.length === 0) {
    throw new ShapeError(
      `distributeValue: the shape (${shape}) has no entry to receive ${dz}`,
      'Give a shape with at least one entry.',
    );
  }
  a.data.fill(dz / a.data.length);
  return a;
}
