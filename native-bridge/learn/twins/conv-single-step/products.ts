/** Products of a window and a filter: the right one, element by element, and the matrix products used by mistake. */
import { type Tensor, zeros } from '../../../reference/tensor.ts';

/** Multiplies the two, each (f, g, nC); null if numpy would refuse the shapes. */
export type Product = (a: Tensor, W: Tensor) => Tensor | null;

export const elementwise: Product = (a, W) => ({ shape: a.shape, data: a.data.map((value, i) => value * W.data[i]!) });

/** a @ W, or np.matmul: for each row of the window, (g, nC) by (g, nC). */
export const matmul: Product = (a, W) => {
  const [f, g, nC] = a.shape as [number, number, number];
  if (g !== nC) return null;
  return tensorOf([f, g, nC], (y, x, c) => sumOf(nC, (k) => at(a, y, x, k) * at(W, y, k, c)));
};

/** np.dot of three axes: the last of a with the second to last of W, (f, g, f, nC). */
export const dot: Product = (a, W) => {
  const [f, g, nC] = a.shape as [number, number, number];
  if (g !== nC) return null;
  const rows = Array.from({ length: f }, (_, row) =>
    tensorOf([f, g, nC], (y, x, c) => sumOf(nC, (k) => at(a, y, x, k) * at(W, row, k, c))),
  );
  const value = (i: number) => {
    const [pixel, row, c] = [Math.floor(i / nC / f), Math.floor(i / nC) % f, i % nC];
    return rows[row]!.data[pixel * nC + c]!;
  };
  return { shape: [f, g, f, nC], data: Float64Array.from({ length: f * g * f * nC }, (_, i) => value(i)) };
};

/** np.dot of both reshaped to (f, g nC), the second transposed: (f, f), every window row with every filter row. */
export const dotByRows: Product = (a, W) => {
  const [f, g, nC] = a.shape as [number, number, number];
  const size = g * nC;
  const value = (y: number, row: number) => sumOf(size, (k) => a.data[y * size + k]! * W.data[row * size + k]!);
  return { shape: [f, f], data: Float64Array.from({ length: f * f }, (_, i) => value(Math.floor(i / f), i % f)) };
};

/** For each channel, the matrix product of the two (f, f) pictures. */
export const dotByChannel: Product = (a, W) => {
  const [f, g, nC] = a.shape as [number, number, number];
  if (f !== g) return null;
  return tensorOf([f, g, nC], (y, x, c) => sumOf(g, (k) => at(a, y, k, c) * at(W, k, x, c)));
};

/** np.dot(a.T, W), (nC, g, f, nC), here summed over the window's columns and channels. */
export const dotTransposed: Product = (a, W) => {
  const [f, g, nC] = a.shape as [number, number, number];
  if (f !== g) return null;
  const sums = Array.from({ length: f }, (_, y) => sumOf(g, (x) => sumOf(nC, (k) => at(a, y, x, k))));
  return tensorOf([f, g, nC], (y, x, c) => sums[x]! * at(W, y, x, c));
};

const at = ({ shape, data }: Tensor, y: number, x: number, c: number) => data[(y * shape[1]! + x) * shape[2]! + c]!;

function sumOf(count: number, term: (k: number) => number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += term(k);
  return sum;
}

function tensorOf(shape: [number, number, number], value: (y: number, x: number, c: number) => number): Tensor {
  const result = zeros(shape);
  const [f, g, nC] = shape;
  let i = 0;
  for (let y = 0; y < f; y++) {
    for (let x = 0; x < g; x++) for (let c = 0; c < nC; c++) result.data[i++] = value(y, x, c);
  }
  return result;
}
