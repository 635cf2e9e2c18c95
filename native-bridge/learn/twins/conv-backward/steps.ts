/** conv_backward as steps. */
import { type Tensor, zeros } from '../../../reference/tensor.ts';
import { cropEdges, zeroPad } from '../../../reference/zero-pad.ts';
import type { InputsOf, Outputs } from '../../course.ts';
import { cut, filtersOf } from '../conv-forward/steps.ts';
import { type LoopSteps, type Place, rightLoops } from '../windows/loops.ts';
import { rightStart, type StartStep } from '../windows/start.ts';

/** How a gradient is accumulated from the windows. */
export interface Gathered {
  /** What one tap of a window adds: the input value, the weight or 1, times dZ unless that is forgotten. */
  readonly taps: 'window' | 'weights' | 'ones';
  readonly timesGradient: boolean;
  /** = instead of +=: the last one stays. */
  readonly assigned: boolean;
  /** Whether example i counts. */
  counts(i: number, m: number): boolean;
  initial(x: Tensor): Tensor;
  /** @param windows of all examples */
  finish(gradient: Tensor, m: number, windows: number): Tensor;
}

export interface BackwardSteps extends StartStep, LoopSteps {
  /** The array that a_slice is cut from. */
  source(A_prev: Tensor, pad: number): Tensor;
  /** The cell of dZ that is used at a position, [i, h, w, c]. */
  cell(place: Place): readonly [number, number, number, number];
  dA: Gathered;
  dW: Gathered;
  db: Gathered;
  /** W as used for dA_prev, and the filter of output channel c. */
  dAKernel(W: Tensor): Tensor;
  dAFilter(c: number, nC: number): number;
  /** Whether an example starts from the sums of the previous one. */
  dACarried: boolean;
  /** Removes the padding; null if nothing would be left that numpy could assign. */
  unpad(dA_prev_pad: Tensor, pad: number, A_prev: Tensor): Tensor | null;
}

const gathered = (taps: Gathered['taps']): Gathered => ({
  taps,
  timesGradient: true,
  assigned: false,
  counts: () => true,
  initial: ({ shape }) => zeros(shape),
  finish: (gradient) => gradient,
});

export const rightBackward: BackwardSteps = {
  ...rightLoops,
  start: rightStart,
  source: zeroPad,
  cell: ({ i, h, w, c }) => [i, h, w, c],
  dA: gathered('weights'),
  dW: gathered('window'),
  db: gathered('ones'),
  dAKernel: (W) => W,
  dAFilter: (c) => c,
  dACarried: false,
  unpad: (x, pad) => cropEdges(x, { top: pad, bottom: pad, left: pad, right: pad }),
};

/** dA_prev, dW and db with those steps; null if a cell of dZ is used that does not exist. */
export function backwardWith(steps: BackwardSteps, inputs: InputsOf['conv_backward']): Outputs | null {
  const { dZ, A_prev, W, b } = inputs;
  const { stride, pad } = inputs.hparameters;
  const [m, nH, nW, nC] = dZ.shape as [number, number, number, number];
  const f = W.shape[0]!;
  const padded = zeroPad(A_prev, pad);
  const source = steps.source(A_prev, pad);
  const [filters, filtersForInput] = [filtersOf(W), filtersOf(steps.dAKernel(W))];
  const [dA, dW, db] = [steps.dA.initial(padded), steps.dW.initial(W), steps.db.initial(b)];
  const window = new Float64Array(W.data.length / nC);
  const ones = new Float64Array(window.length).fill(1);
  const tapsOf = ({ taps }: Gathered, weights: Float64Array) => ({ window, weights, ones })[taps];
  const last = { i: m - 1, h: nH - 1, w: nW - 1, c: nC - 1 };
  for (let i = 0; i < m; i++) {
    if (steps.dACarried && i > 0) carry(dA, i);
    for (let h = 0; h < nH; h++) {
      for (let w = 0; w < nW; w++) {
        const [top, left] = steps.start(h, w, stride, f);
        cut(source, steps.example(i, m), top, left, f, window);
        const corner = { i, top, left, f };
        const place = { i, h, w, c: 0 };
        for (let c = 0; c < nC; c++) {
          place.c = c;
          if (!steps.visited(place, last)) continue;
          const dz = dZ.data[offset(dZ.shape, steps.cell(place))];
          if (dz === undefined) return null;
          if (steps.dA.counts(i, m)) {
            spread(steps.dA, dA, corner, tapsOf(steps.dA, filtersForInput[steps.dAFilter(c, nC)]!), dz);
          }
          if (steps.dW.counts(i, m)) gather(steps.dW, dW.data, c, nC, tapsOf(steps.dW, filters[c]!), dz);
          if (steps.db.counts(i, m)) gather(steps.db, db.data, c, nC, ones.subarray(0, 1), dz);
        }
      }
    }
  }
  const dA_prev = steps.unpad(steps.dA.finish(dA, m, m * nH * nW), pad, A_prev);
  if (dA_prev === null) return null;
  return { dA_prev, dW: steps.dW.finish(dW, m, m * nH * nW), db: steps.db.finish(db, m, m * nH * nW) };
}

/** Adds one window's taps to the gradient of filter c. */
function gather(
  { timesGradient, assigned }: Gathered,
  gradient: Float64Array,
  c: number,
  nC: number,
  taps: Float64Array,
  dz: number,
): void {
  const factor = timesGradient ? dz : 1;
  for (let tap = 0, at = c; tap < taps.length; tap++, at += nC) {
    gradient[at] = (assigned ? 0 : gradient[at]!) + taps[tap]! * factor;
  }
}

/** Adds one window's taps to dA_prev_pad; taps outside it are dropped. */
function spread(
  { timesGradient, assigned }: Gathered,
  { shape, data }: Tensor,
  { i, top, left, f }: { i: number; top: number; left: number; f: number },
  taps: Float64Array,
  dz: number,
): void {
  const [, height, width, channels] = shape as [number, number, number, number];
  const factor = timesGradient ? dz : 1;
  for (let y = 0; y < f && top + y < height; y++) {
    for (let x = 0; x < f && left + x < width; x++) {
      const tap = (y * f + x) * channels;
      const at = ((i * height + top + y) * width + left + x) * channels;
      for (let k = 0; k < channels; k++) data[at + k] = (assigned ? 0 : data[at + k]!) + taps[tap + k]! * factor;
    }
  }
}

/** Offset of a cell in dZ; -1 if outside. */
function offset(shape: readonly number[], cell: readonly number[]): number {
  let offset = 0;
  for (let axis = 0; axis < cell.length; axis++) {
    if (cell[axis]! >= shape[axis]!) return -1;
    offset = offset * shape[axis]! + cell[axis]!;
  }
  return offset;
}

function carry({ shape, data }: Tensor, i: number): void {
  const size = data.length / shape[0]!;
  data.copyWithin(i * size, (i - 1) * size, i * size);
}
