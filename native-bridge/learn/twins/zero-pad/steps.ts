/** zero_pad as steps. */

import { type Tensor, zeros } from '../../../reference/tensor.ts';
import type { InputsOf, Outputs } from '../../course.ts';

/** Cells added before and after each axis: m, n_H, n_W, n_C. */
export type Widths = readonly (readonly [number, number])[];

export interface PadSteps {
  /** The pad that is used. */
  amount(pad: number): number;
  widths(pad: number): Widths;
  /** The source of a border cell: an index from 0 to n - 1, or null for `value`. */
  border(index: number, n: number): number | null;
  value(pad: number): number;
}

export const rightPad: PadSteps = {
  amount: (pad) => pad,
  widths: (pad) => [
    [0, 0],
    [pad, pad],
    [pad, pad],
    [0, 0],
  ],
  border: () => null,
  value: () => 0,
};

/** X padded with those steps; null if an axis would have a negative length. */
export function padWith(steps: PadSteps, { X, pad }: InputsOf['zero_pad']): Outputs | null {
  const amount = steps.amount(pad);
  if (amount < 0) return null;
  const widths = steps.widths(amount);
  const X_pad = zeros(X.shape.map((n, axis) => n + widths[axis]![0] + widths[axis]![1]));
  const sources = X.shape.map((n, axis) => sourcesOf(n, widths[axis]!, steps));
  fillFrom(X, X_pad, sources, steps.value(amount));
  return { X_pad };
}

/** For one axis: the source index of each cell of the padded axis, or null. */
function sourcesOf(n: number, [before, after]: readonly [number, number], { border }: PadSteps): (number | null)[] {
  return Array.from({ length: before + n + after }, (_, place) => {
    const index = place - before;
    return index >= 0 && index < n ? index : border(index, n);
  });
}

function fillFrom(X: Tensor, X_pad: Tensor, sources: (number | null)[][], value: number): void {
  const [m, nH, nW, nC] = X_pad.shape as [number, number, number, number];
  const [, height, width, channels] = X.shape as [number, number, number, number];
  const [examples, rows, columns, depths] = sources as [
    (number | null)[],
    (number | null)[],
    (number | null)[],
    (number | null)[],
  ];
  let place = 0;
  for (let i = 0; i < m; i++) {
    for (let h = 0; h < nH; h++) {
      for (let w = 0; w < nW; w++) {
        for (let c = 0; c < nC; c++, place++) {
          const [a, y, x, k] = [examples[i]!, rows[h]!, columns[w]!, depths[c]!];
          const outside = a === null || y === null || x === null || k === null;
          X_pad.data[place] = outside ? value : X.data[((a * height + y) * width + x) * channels + k]!;
        }
      }
    }
  }
}
