/** Names of the outputs' axes, for messages about shapes. */
import type { FunctionName } from './course.ts';

const PICTURES = ['m', 'n_H', 'n_W', 'n_C'];
const PREVIOUS = ['m', 'n_H_prev', 'n_W_prev', 'n_C_prev'];

const AXES: { readonly [F in FunctionName]: Readonly<Record<string, readonly string[]>> } = {
  zero_pad: { X_pad: ['m', 'n_H + 2 pad', 'n_W + 2 pad', 'n_C'] },
  conv_single_step: { Z: [] },
  conv_forward: { Z: PICTURES },
  pool_forward: { A: PICTURES },
  conv_backward: { dA_prev: PREVIOUS, dW: ['f', 'f', 'n_C_prev', 'n_C'], db: ['1', '1', '1', 'n_C'] },
  create_mask_from_window: { mask: ['rows', 'columns'] },
  distribute_value: { a: ['n_H', 'n_W'] },
  pool_backward: { dA_prev: PREVIOUS },
};

/** @returns `n_H`, or `axis 1` if the axis has no name. */
export function axisName(functionName: FunctionName, output: string, axis: number): string {
  return AXES[functionName][output]?.[axis] ?? `axis ${axis}`;
}
