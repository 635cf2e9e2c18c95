/** Explains a number of a pool, forward and backward. */
import { tensor } from '../../reference/tensor.ts';
import type { InputsOf, PoolForwardInputs } from '../course.ts';
import { filled, valueAt } from './cells.ts';
import type { Explanation } from './explanation.ts';
import { elided, productSum, short } from './format.ts';

function window({ A_prev, hparameters: { f, stride } }: PoolForwardInputs, [i, h, w, c]: readonly number[]) {
  const [top, left] = [h! * stride, w! * stride];
  return {
    name: `A_prev[${i}, ${top}:${top + f}, ${left}:${left + f}, ${c}]`,
    tensor: filled([f, f], ([y, x]) => valueAt(A_prev, [i!, top + y!, left + x!, c!])),
  };
}

/** @param index of A, [i, h, w, c] */
export function explainPool(inputs: PoolForwardInputs, index: readonly number[]): Explanation {
  const slice = window(inputs, index);
  const values = Array.from(slice.tensor.data, short);
  const sum = inputs.mode === 'max' ? `max(${elided(values, ', ')})` : `(${elided(values, ' + ')}) / ${values.length}`;
  return { slice, sum };
}

/** @param index of dA_prev: every window that covers the pixel gives it a share of its gradient. */
export function explainPoolGradient(inputs: InputsOf['pool_backward'], index: readonly number[]): Explanation {
  const { dA, A_prev, hparameters, mode } = inputs;
  const [i, row, column, c] = index as [number, number, number, number];
  const { f, stride } = hparameters;
  const [, nH, nW] = dA.shape as [number, number, number];
  const [gradients, shares]: [number[], number[]] = [[], []];
  for (let h = 0; h < nH; h++) {
    if (row < h * stride || row >= h * stride + f) continue;
    for (let w = 0; w < nW; w++) {
      if (column < w * stride || column >= w * stride + f) continue;
      const max = window(inputs, [i, h, w, c]).tensor.data.reduce((a, b) => Math.max(a, b));
      const isMax = valueAt(A_prev, [i, row, column, c]) === max;
      gradients.push(valueAt(dA, [i, h, w, c]));
      shares.push(mode === 'average' ? 1 / (f * f) : Number(isMax));
    }
  }
  if (gradients.length === 0) return { sum: '0, because no window covers it' };
  const shape = [gradients.length];
  return {
    slice: { name: `dA of the ${shape[0]} windows that cover it`, tensor: tensor(shape, gradients) },
    filter: {
      name: mode === 'max' ? '1 where it is the maximum of the window' : '1 / (f * f)',
      tensor: tensor(shape, shares),
    },
    sum: productSum(gradients, shares),
  };
}
