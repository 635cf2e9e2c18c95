/** The slice, the filter and the sum of a cell, for every function. */
import type { FunctionName, InputsOf } from '../course.ts';
import { valueAt } from './cells.ts';
import { explainConv, explainConvGradient, explainSingleStep } from './convolution.ts';
import type { Explanation } from './explanation.ts';
import { elided, short } from './format.ts';
import { explainPool, explainPoolGradient } from './pooling.ts';

const EXPLAIN: {
  readonly [F in FunctionName]: (inputs: InputsOf[F], output: string, index: readonly number[]) => Explanation;
} = {
  zero_pad({ X, pad }, _, [i, row, column, c]) {
    const [h, w] = [row! - pad, column! - pad];
    const inside = h >= 0 && h < X.shape[1]! && w >= 0 && w < X.shape[2]!;
    return { sum: inside ? `X[${[i, h, w, c]}]` : '0, a cell of the border' };
  },
  conv_single_step: (inputs) => explainSingleStep(inputs),
  conv_forward: (inputs, _, index) => explainConv(inputs, index),
  pool_forward: (inputs, _, index) => explainPool(inputs, index),
  conv_backward: (inputs, output, index) => explainConvGradient(inputs, output, index),
  create_mask_from_window({ x }, _, index) {
    const values = elided(Array.from(x.data, short), ', ');
    return { slice: { name: 'x', tensor: x }, sum: `(${short(valueAt(x, index))} == max(${values}))` };
  },
  distribute_value: ({ dz, shape }) => ({ sum: `${short(dz)} / (${shape.join(' * ')})` }),
  pool_backward: (inputs, _, index) => explainPoolGradient(inputs, index),
};

/** @param index of the cell, in the right output's shape */
export function explain<F extends FunctionName>(
  functionName: F,
  inputs: InputsOf[F],
  output: string,
  index: readonly number[],
): Explanation {
  return EXPLAIN[functionName](inputs, output, index);
}
