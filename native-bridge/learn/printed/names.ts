/** The names that the notebook's cells print in front of the numbers. */
import type { PoolMode } from '../../reference/pool.ts';
import type { FunctionName } from '../course.ts';

export interface PrintedName {
  /** As printed. */
  readonly text: string;
  /** The output that it names; otherwise it shows an input, which identifies the cell. */
  readonly output?: string;
  readonly input?: string;
  /** Set if the name implies the pooling mode. */
  readonly mode?: PoolMode;
}

export const PRINTED_NAMES: { readonly [F in FunctionName]: readonly PrintedName[] } = {
  zero_pad: [
    { text: 'x_pad', output: 'X_pad' },
    { text: 'X_pad', output: 'X_pad' },
    { text: 'x', input: 'X' },
    { text: 'X', input: 'X' },
  ],
  conv_single_step: [{ text: 'Z', output: 'Z' }],
  conv_forward: [
    { text: 'Z', output: 'Z' },
    { text: 'cache_conv', input: 'cache' },
    { text: 'cache', input: 'cache' },
  ],
  pool_forward: [
    { text: 'A', output: 'A' },
    { text: 'A_prev', input: 'A_prev' },
  ],
  conv_backward: [
    { text: 'dA_prev', output: 'dA_prev' },
    { text: 'dA', output: 'dA_prev' },
    { text: 'dW', output: 'dW' },
    { text: 'db', output: 'db' },
  ],
  create_mask_from_window: [
    { text: 'mask', output: 'mask' },
    { text: 'x', input: 'x' },
  ],
  distribute_value: [
    { text: 'distributed value', output: 'a' },
    { text: 'a', output: 'a' },
  ],
  pool_backward: [
    { text: 'dA_prev1', output: 'dA_prev', mode: 'max' },
    { text: 'dA_prev2', output: 'dA_prev', mode: 'average' },
    { text: 'dA_prev', output: 'dA_prev' },
    { text: 'dA', input: 'dA' },
  ],
};
