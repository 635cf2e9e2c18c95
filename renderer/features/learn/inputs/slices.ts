/** Parts of tensors, copied: a window of the input, one filter, one bias. */
import { convSingleStep, type Tensor, tensor, zeros } from '../../../../native-bridge/reference/index.ts';
import type { Corners } from './positions.ts';

/**
 * The window of picture `i` with all its channels.
 * @param APrevPad (m, height, width, nCPrev)
 * @returns a_slice_prev, (f, f, nCPrev)
 */
export function windowOf(APrevPad: Tensor, i: number, corners: Corners): Tensor {
  const [, height, width, channels] = APrevPad.shape as [number, number, number, number];
  const rows = Array.from({ length: corners.vertEnd - corners.vertStart }, (_, y) => {
    const row = (i * height + corners.vertStart + y) * width;
    return APrevPad.data.subarray((row + corners.horizStart) * channels, (row + corners.horizEnd) * channels);
  });
  const shape = [rows.length, corners.horizEnd - corners.horizStart, channels];
  return tensor(
    shape,
    rows.flatMap((row) => [...row]),
  );
}

/**
 * The last axis at one index.
 * @param x (..., n), as the filters (f, f, nCPrev, nC)
 * @returns (...), as one filter (f, f, nCPrev)
 */
export function lastAxisAt(x: Tensor, c: number): Tensor {
  const n = x.shape.at(-1)!;
  return { shape: x.shape.slice(0, -1), data: x.data.filter((_, at) => at % n === c) };
}

/** The bias of filter `c`, (1, 1, 1), of all of them, (1, 1, 1, nC). */
export function biasOf(b: Tensor, c: number): Tensor {
  return tensor([1, 1, 1], [b.data[c]!]);
}

const one = (value: number) => tensor([1, 1, 1], [value]);
const NO_BIAS = zeros([1, 1, 1]);

/** Element-wise product, each computed as a step of one number; has the shape of both. */
export function products(slice: Tensor, filter: Tensor): Tensor {
  const data = slice.data.map((a, at) => convSingleStep(one(a), one(filter.data[at]!), NO_BIAS));
  return { shape: slice.shape, data };
}

/** The sum of all products, without a bias. */
export function productSum(slice: Tensor, filter: Tensor): number {
  return convSingleStep(slice, filter, NO_BIAS);
}
