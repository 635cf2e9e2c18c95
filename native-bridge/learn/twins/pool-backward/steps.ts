/** pool_backward as steps. */
import type { PoolMode } from '../../../reference/pool.ts';
import { zeros } from '../../../reference/tensor.ts';
import type { InputsOf, Outputs } from '../../course.ts';
import { type LoopSteps, type Place, rightLoops } from '../windows/loops.ts';
import { rightStart, type StartStep } from '../windows/start.ts';

/** The values that the share of an average is computed from. */
export interface Extent {
  readonly f: number;
  readonly stride: number;
  readonly m: number;
  readonly nH: number;
  readonly nW: number;
}

export interface PoolBackwardSteps extends StartStep, LoopSteps {
  mode(mode: PoolMode): PoolMode;
  /** The cell of dA that is used at a position, [i, h, w, c]. */
  cell(place: Place): readonly [number, number, number, number];
  /** The channel whose window the mask is made from. */
  channel(c: number): number;
  /** The number that the mask compares the window with. */
  peak(window: readonly number[], picture: () => number): number;
  /** What each entry of the window gets in mode 'max'. */
  maxShares(window: readonly number[], peak: number, gradient: number): number[];
  averageShare(gradient: number, extent: Extent): number;
  /** += adds, = keeps the last. */
  store(before: number, share: number): number;
}

export const rightPoolBackward: PoolBackwardSteps = {
  ...rightLoops,
  start: rightStart,
  mode: (mode) => mode,
  cell: ({ i, h, w, c }) => [i, h, w, c],
  channel: (c) => c,
  peak: (window) => Math.max(...window),
  maxShares: (window, peak, gradient) => window.map((value) => (value === peak ? gradient : 0)),
  averageShare: (gradient, { f }) => gradient / (f * f),
  store: (before, share) => before + share,
};

/** dA_prev with those steps; null if a cell of dA is used that does not exist. Windows end at the edge. */
export function poolBackwardWith(steps: PoolBackwardSteps, inputs: InputsOf['pool_backward']): Outputs | null {
  const { dA, A_prev, hparameters, mode } = inputs;
  const { f, stride } = hparameters;
  const [m, height, width, nC] = A_prev.shape as [number, number, number, number];
  const [, nH, nW] = dA.shape as [number, number, number];
  const dA_prev = zeros(A_prev.shape);
  const last = { i: m - 1, h: nH - 1, w: nW - 1, c: nC - 1 };
  const place = (i: number, y: number, x: number, c: number) => ((i * height + y) * width + x) * nC + c;
  for (let i = 0; i < m; i++) {
    for (let h = 0; h < nH; h++) {
      for (let w = 0; w < nW; w++) {
        const [top, left] = steps.start(h, w, stride, f);
        const pixels = windowPixels(top, left, f, height, width);
        if (pixels.length === 0) return null;
        for (let c = 0; c < nC; c++) {
          const at = { i, h, w, c };
          if (!steps.visited(at, last)) continue;
          const gradient = dA.data[offset(dA.shape, steps.cell(at))];
          if (gradient === undefined) return null;
          const [example, channel] = [steps.example(i, m), steps.channel(c)];
          const value = ([y, x]: readonly [number, number]) => A_prev.data[place(example, y, x, channel)]!;
          const shares =
            steps.mode(mode) === 'max'
              ? maxShares(steps, pixels.map(value), gradient, () => pictureMax(height, width, value))
              : pixels.map(() => steps.averageShare(gradient, { f, stride, m, nH, nW }));
          for (const [k, [y, x]] of pixels.entries()) {
            const target = place(i, y, x, c);
            dA_prev.data[target] = steps.store(dA_prev.data[target]!, shares[k]!);
          }
        }
      }
    }
  }
  return { dA_prev };
}

function maxShares(steps: PoolBackwardSteps, window: number[], gradient: number, picture: () => number): number[] {
  return steps.maxShares(window, steps.peak(window, picture), gradient);
}

/** Rows and columns of a window in C order. */
function windowPixels(top: number, left: number, f: number, height: number, width: number): [number, number][] {
  const pixels: [number, number][] = [];
  for (let y = top; y < Math.min(top + f, height); y++) {
    for (let x = left; x < Math.min(left + f, width); x++) pixels.push([y, x]);
  }
  return pixels;
}

function pictureMax(height: number, width: number, value: (pixel: readonly [number, number]) => number): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) max = Math.max(max, value([y, x]));
  return max;
}

/** Offset of a cell in dA; -1 if outside. */
function offset(shape: readonly number[], cell: readonly number[]): number {
  let offset = 0;
  for (let axis = 0; axis < cell.length; axis++) {
    if (cell[axis]! >= shape[axis]!) return -1;
    offset = offset * shape[axis]! + cell[axis]!;
  }
  return offset;
}
