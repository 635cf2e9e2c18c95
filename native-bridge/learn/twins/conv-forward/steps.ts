/** conv_forward as steps. */
import { type Tensor, zeros } from '../../../reference/tensor.ts';
import { zeroPad } from '../../../reference/zero-pad.ts';
import type { ConvForwardInputs, Outputs } from '../../course.ts';
import { type LoopSteps, rightLoops } from '../windows/loops.ts';
import { rightSize, type SizeStep } from '../windows/size.ts';
import { rightStart, type StartStep } from '../windows/start.ts';

export interface ConvSteps extends SizeStep, StartStep, LoopSteps {
  /** The array that windows are cut from, with as many channels as A_prev. Outside it there are zeros. */
  padded(A_prev: Tensor, pad: number): Tensor;
  kernel(W: Tensor): Tensor;
  /** The filter of output channel c. */
  filter(c: number, nC: number): number;
  /** Combines window and filter, (f, f, n_C_prev) each, to one number. */
  combine(window: Float64Array, weights: Float64Array, f: number): number;
  biased(z: number, b: Float64Array, c: number, taps: number): number;
  finish(z: number): number;
}

export const rightConv: ConvSteps = {
  ...rightLoops,
  size: rightSize,
  start: rightStart,
  padded: zeroPad,
  kernel: (W) => W,
  filter: (c) => c,
  combine(window, weights) {
    let sum = 0;
    for (let i = 0; i < window.length; i++) sum += window[i]! * weights[i]!;
    return sum;
  },
  biased: (z, b, c) => z + b[c]!,
  finish: (z) => z,
};

/** Z with those steps; null if the output would have no cells. */
export function convWith(steps: ConvSteps, { A_prev, W, b, hparameters }: ConvForwardInputs): Outputs | null {
  const [m, nHPrev, nWPrev] = A_prev.shape as [number, number, number];
  const [f, , nCPrev, nC] = W.shape as [number, number, number, number];
  const { stride, pad } = hparameters;
  const [nH, nW] = steps.size({ nHPrev, nWPrev, f, stride, pad });
  if (nH < 1 || nW < 1) return null;
  const Z = zeros([m, nH, nW, nC]);
  const padded = steps.padded(A_prev, pad);
  const filters = filtersOf(steps.kernel(W));
  const window = new Float64Array(f * f * nCPrev);
  const last = { i: m - 1, h: nH - 1, w: nW - 1, c: nC - 1 };
  let place = 0;
  for (let i = 0; i < m; i++) {
    for (let h = 0; h < nH; h++) {
      for (let w = 0; w < nW; w++) {
        const [top, left] = steps.start(h, w, stride, f);
        cut(padded, steps.example(i, m), top, left, f, window);
        const at = { i, h, w, c: 0 };
        for (let c = 0; c < nC; c++, place++) {
          at.c = c;
          if (!steps.visited(at, last)) continue;
          const z = steps.combine(window, filters[steps.filter(c, nC)]!, f);
          Z.data[place] = steps.finish(steps.biased(z, b.data, c, window.length));
        }
      }
    }
  }
  return { Z };
}

/** The taps of each filter of W (f, f, n_C_prev, n_C): n_C times (f, f, n_C_prev). */
export function filtersOf({ shape, data }: Tensor): Float64Array[] {
  const nC = shape[3]!;
  return Array.from({ length: nC }, (_, c) => data.filter((_value, i) => i % nC === c));
}

/** Copies a window of `f` x `f` pixels; zeros outside the picture. */
export function cut(x: Tensor, i: number, top: number, left: number, f: number, window: Float64Array): void {
  const [, height, width, channels] = x.shape as [number, number, number, number];
  window.fill(0);
  for (let y = 0; y < f; y++) {
    const row = top + y;
    if (row >= height) break;
    const from = Math.min(left, width);
    const to = Math.min(left + f, width);
    const start = (i * height + row) * width;
    window.set(x.data.subarray((start + from) * channels, (start + to) * channels), y * f * channels);
  }
}
