/** Padding of pictures, and its backward pass. */
import { requireAxes, requireCount, type Tensor, zeros } from './tensor.ts';

/**
 * Pads height and width with `pad` zeros on every side.
 * @param X (m, nH, nW, nC)
 * @returns (m, nH + 2 pad, nW + 2 pad, nC)
 * @throws ShapeError
 */
export function zeroPad(X: Tensor, pad: number): Tensor {
  requireCount('zeroPad', 'pad', pad, 0);
  requireAxes('zeroPad', 'X', X, '(m, nH, nW, nC)');
  return padEdges(X, { top: pad, bottom: pad, left: pad, right: pad });
}

/** Pixels on each side of a picture. */
export interface Edges {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * Pads each side by its own number of pixels of `value`: TensorFlow's SAME padding is uneven.
 * @param X (m, nH, nW, nC)
 */
export function padEdges(X: Tensor, { top, bottom, left, right }: Edges, value = 0): Tensor {
  const [m, nH, nW, nC] = X.shape as [number, number, number, number];
  const padded = zeros([m, nH + top + bottom, nW + left + right, nC]);
  padded.data.fill(value);
  eachRow(X.shape, padded.shape, { top, left }, (row, paddedRow) => {
    padded.data.set(X.data.subarray(row, row + nW * nC), paddedRow);
  });
  return padded;
}

/**
 * Removes the padding: the backward pass of `padEdges`.
 * @returns (m, nH, nW, nC)
 */
export function cropEdges(padded: Tensor, { top, bottom, left, right }: Edges): Tensor {
  const [m, height, width, nC] = padded.shape as [number, number, number, number];
  const X = zeros([m, height - top - bottom, width - left - right, nC]);
  const length = X.shape[2]! * nC;
  eachRow(X.shape, padded.shape, { top, left }, (row, paddedRow) => {
    X.data.set(padded.data.subarray(paddedRow, paddedRow + length), row);
  });
  return X;
}

/** Visits every row of pixels: its offset in the picture and in the padded picture. */
function eachRow(
  shape: readonly number[],
  paddedShape: readonly number[],
  { top, left }: Pick<Edges, 'top' | 'left'>,
  visit: (row: number, paddedRow: number) => void,
): void {
  const [m, nH, nW, nC] = shape as [number, number, number, number];
  const [, height, width] = paddedShape as [number, number, number, number];
  for (let i = 0; i < m; i++) {
    for (let h = 0; h < nH; h++) visit((i * nH + h) * nW * nC, ((i * height + h + top) * width + left) * nC);
  }
}
