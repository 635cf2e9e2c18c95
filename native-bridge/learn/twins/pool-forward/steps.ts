/** pool_forward as steps. */

import type { PoolMode } from '../../../reference/pool.ts';
import { type Tensor, zeros } from '../../../reference/tensor.ts';
import type { Outputs, PoolForwardInputs } from '../../course.ts';
import { type LoopSteps, rightLoops } from '../windows/loops.ts';
import { rightSize, type SizeStep } from '../windows/size.ts';
import { rightStart, type StartStep } from '../windows/start.ts';

export interface PoolSteps extends SizeStep, StartStep, LoopSteps {
  /** The array that windows are cut from. */
  padded(A_prev: Tensor): Tensor;
  /** The f and stride that are used. */
  hyperparameters(f: number, stride: number): [f: number, stride: number];
  /** The window's side, from which its end is computed. */
  side(f: number, stride: number): number;
  /** The channels that are pooled together for output channel c. */
  channels(c: number, nC: number): readonly number[];
  mode(mode: PoolMode): PoolMode;
  /** Reduces the values of a window, at least one, to one number. */
  max(values: readonly number[]): number;
  average(values: readonly number[], f: number): number;
}

export const sumOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

export const rightPool: PoolSteps = {
  ...rightLoops,
  size: rightSize,
  start: rightStart,
  padded: (A_prev) => A_prev,
  hyperparameters: (f, stride) => [f, stride],
  side: (f) => f,
  channels: (c) => [c],
  mode: (mode) => mode,
  max: (values) => Math.max(...values),
  average: (values) => sumOf(values) / values.length,
};

/** A with those steps; null if the output or a window would have no cells. Windows end at the edge, as slices do. */
export function poolWith(steps: PoolSteps, { A_prev, hparameters, mode }: PoolForwardInputs): Outputs | null {
  const [m, nHPrev, nWPrev, nC] = A_prev.shape as [number, number, number, number];
  const source = steps.padded(A_prev);
  const [height, width] = source.shape.slice(1, 3) as [number, number];
  const [f, stride] = steps.hyperparameters(hparameters.f, hparameters.stride);
  const [nH, nW] = steps.size({ nHPrev, nWPrev, f, stride, pad: 0 });
  const side = steps.side(f, stride);
  if (nH < 1 || nW < 1 || side < 1) return null;
  const A = zeros([m, nH, nW, nC]);
  const last = { i: m - 1, h: nH - 1, w: nW - 1, c: nC - 1 };
  const pooled = steps.mode(mode) === 'max' ? steps.max : (values: readonly number[]) => steps.average(values, f);
  let place = 0;
  for (let i = 0; i < m; i++) {
    for (let h = 0; h < nH; h++) {
      for (let w = 0; w < nW; w++) {
        const [top, left] = steps.start(h, w, stride, f);
        if (top >= height || left >= width) return null;
        for (let c = 0; c < nC; c++, place++) {
          if (!steps.visited({ i, h, w, c }, last)) continue;
          const values: number[] = [];
          for (let y = top; y < Math.min(top + side, height); y++) {
            for (let x = left; x < Math.min(left + side, width); x++) {
              const pixel = ((steps.example(i, m) * height + y) * width + x) * nC;
              for (const k of steps.channels(c, nC)) values.push(source.data[pixel + k]!);
            }
          }
          A.data[place] = pooled(values);
        }
      }
    }
  }
  return { A };
}
