/** Rearranged filters: flipped and transposed. */
import { type Tensor, zeros } from '../../reference/tensor.ts';

/** W (f, f, ...) with the tap that `source` gives for each (y, x). */
function rearranged(W: Tensor, source: (y: number, x: number, f: number, g: number) => [number, number]): Tensor {
  const [f, g] = W.shape as [number, number];
  const taps = W.data.length / (f * g);
  const result = zeros(W.shape);
  for (let y = 0; y < f; y++) {
    for (let x = 0; x < g; x++) {
      const [row, column] = source(y, x, f, g);
      const from = (row * g + column) * taps;
      result.data.set(W.data.subarray(from, from + taps), (y * g + x) * taps);
    }
  }
  return result;
}

/** Rotated by 180 degrees, as in the mathematical convolution. */
export const flipped = (W: Tensor) => rearranged(W, (y, x, f, g) => [f - 1 - y, g - 1 - x]);
export const flippedVertically = (W: Tensor) => rearranged(W, (y, x, f) => [f - 1 - y, x]);
export const flippedHorizontally = (W: Tensor) => rearranged(W, (y, x, _f, g) => [y, g - 1 - x]);
/** Rows and columns of a square filter swapped; other filters are unchanged. */
export const transposed = (W: Tensor) => (W.shape[0] === W.shape[1] ? rearranged(W, (y, x) => [x, y]) : W);
