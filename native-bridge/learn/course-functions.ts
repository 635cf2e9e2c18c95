/** The arguments and results of each function of the assignment; the page adds descriptions in its language. */
import type { FunctionName } from './course.ts';

export interface NamedValue {
  readonly name: string;
  /** Axes as the course writes them, or `number`, `mode` or `as-x`. */
  readonly shape: string;
}

export interface CourseFunction {
  readonly name: FunctionName;
  readonly signature: string;
  readonly arguments: readonly NamedValue[];
  readonly outputs: readonly NamedValue[];
}

const PICTURES = '(m, n_H_prev, n_W_prev, n_C_prev)';
const A_PREV: NamedValue = { name: 'A_prev', shape: PICTURES };
const WEIGHTS: NamedValue = { name: 'W', shape: '(f, f, n_C_prev, n_C)' };
const BIASES: NamedValue = { name: 'b', shape: '(1, 1, 1, n_C)' };
const CONV_SETTINGS: NamedValue = { name: 'hparameters', shape: '{stride, pad}' };
const POOL_SETTINGS: NamedValue = { name: 'hparameters', shape: '{f, stride}' };
const MODE: NamedValue = { name: 'mode', shape: 'mode' };

export const COURSE_FUNCTIONS: readonly CourseFunction[] = [
  {
    name: 'zero_pad',
    signature: 'zero_pad(X, pad) -> X_pad',
    arguments: [
      { name: 'X', shape: '(m, n_H, n_W, n_C)' },
      { name: 'pad', shape: 'number' },
    ],
    outputs: [{ name: 'X_pad', shape: '(m, n_H + 2 pad, n_W + 2 pad, n_C)' }],
  },
  {
    name: 'conv_single_step',
    signature: 'conv_single_step(a_slice_prev, W, b) -> Z',
    arguments: [
      { name: 'a_slice_prev', shape: '(f, f, n_C_prev)' },
      { name: 'W', shape: '(f, f, n_C_prev)' },
      { name: 'b', shape: '(1, 1, 1)' },
    ],
    outputs: [{ name: 'Z', shape: 'number' }],
  },
  {
    name: 'conv_forward',
    signature: 'conv_forward(A_prev, W, b, hparameters) -> Z, cache',
    arguments: [A_PREV, WEIGHTS, BIASES, CONV_SETTINGS],
    outputs: [{ name: 'Z', shape: '(m, n_H, n_W, n_C)' }],
  },
  {
    name: 'pool_forward',
    signature: "pool_forward(A_prev, hparameters, mode = 'max') -> A, cache",
    arguments: [A_PREV, POOL_SETTINGS, MODE],
    outputs: [{ name: 'A', shape: '(m, n_H, n_W, n_C)' }],
  },
  {
    name: 'conv_backward',
    signature: 'conv_backward(dZ, cache) -> dA_prev, dW, db',
    arguments: [{ name: 'dZ', shape: '(m, n_H, n_W, n_C)' }, A_PREV, WEIGHTS, BIASES, CONV_SETTINGS],
    outputs: [
      { name: 'dA_prev', shape: PICTURES },
      { name: 'dW', shape: '(f, f, n_C_prev, n_C)' },
      { name: 'db', shape: '(1, 1, 1, n_C)' },
    ],
  },
  {
    name: 'create_mask_from_window',
    signature: 'create_mask_from_window(x) -> mask',
    arguments: [{ name: 'x', shape: '(f, f)' }],
    outputs: [{ name: 'mask', shape: 'as-x' }],
  },
  {
    name: 'distribute_value',
    signature: 'distribute_value(dz, shape) -> a',
    arguments: [
      { name: 'dz', shape: 'number' },
      { name: 'shape', shape: '(n_H, n_W)' },
    ],
    outputs: [{ name: 'a', shape: '(n_H, n_W)' }],
  },
  {
    name: 'pool_backward',
    signature: "pool_backward(dA, cache, mode = 'max') -> dA_prev",
    arguments: [{ name: 'dA', shape: '(m, n_H, n_W, n_C)' }, A_PREV, POOL_SETTINGS, MODE],
    outputs: [{ name: 'dA_prev', shape: PICTURES }],
  },
];
