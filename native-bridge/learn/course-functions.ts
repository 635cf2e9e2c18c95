/** What each function of the assignment is for, in words: for the page that asks for them. */
import type { FunctionName } from './course.ts';

export interface NamedValue {
  readonly name: string;
  /** Axes as the course writes them, or the kind of value. */
  readonly shape: string;
  readonly text: string;
}

export interface CourseFunction {
  readonly name: FunctionName;
  readonly signature: string;
  /** What it must do. */
  readonly task: string;
  readonly arguments: readonly NamedValue[];
  readonly outputs: readonly NamedValue[];
}

const PICTURES = '(m, n_H_prev, n_W_prev, n_C_prev)';
const A_PREV: NamedValue = { name: 'A_prev', shape: PICTURES, text: 'the output of the layer before' };
const WEIGHTS: NamedValue = { name: 'W', shape: '(f, f, n_C_prev, n_C)', text: 'the filters' };
const BIASES: NamedValue = { name: 'b', shape: '(1, 1, 1, n_C)', text: 'one bias a filter' };
const CONV_SETTINGS: NamedValue = { name: 'hparameters', shape: '{stride, pad}', text: 'whole numbers' };
const POOL_SETTINGS: NamedValue = { name: 'hparameters', shape: '{f, stride}', text: 'whole numbers' };
const MODE: NamedValue = { name: 'mode', shape: "'max' or 'average'", text: 'which pooling' };

export const COURSE_FUNCTIONS: readonly CourseFunction[] = [
  {
    name: 'zero_pad',
    signature: 'zero_pad(X, pad) -> X_pad',
    task: 'Surround the height and the width of every picture with pad zeros on each side.',
    arguments: [
      { name: 'X', shape: '(m, n_H, n_W, n_C)', text: 'pictures' },
      { name: 'pad', shape: 'number', text: 'zeros on each side' },
    ],
    outputs: [{ name: 'X_pad', shape: '(m, n_H + 2 pad, n_W + 2 pad, n_C)', text: 'the padded pictures' }],
  },
  {
    name: 'conv_single_step',
    signature: 'conv_single_step(a_slice_prev, W, b) -> Z',
    task: 'Multiply a window and a filter element by element, add up all products, then add the bias once.',
    arguments: [
      { name: 'a_slice_prev', shape: '(f, f, n_C_prev)', text: 'a window of the input' },
      { name: 'W', shape: '(f, f, n_C_prev)', text: 'one filter' },
      { name: 'b', shape: '(1, 1, 1)', text: 'its bias' },
    ],
    outputs: [{ name: 'Z', shape: 'number', text: 'sum(a_slice_prev * W) + b' }],
  },
  {
    name: 'conv_forward',
    signature: 'conv_forward(A_prev, W, b, hparameters) -> Z, cache',
    task: 'Pad the input, then apply every filter to every window that the stride gives.',
    arguments: [A_PREV, WEIGHTS, BIASES, CONV_SETTINGS],
    outputs: [
      {
        name: 'Z',
        shape: '(m, n_H, n_W, n_C)',
        text: 'n_H = floor((n_H_prev - f + 2 pad) / stride) + 1, n_W likewise',
      },
    ],
  },
  {
    name: 'pool_forward',
    signature: "pool_forward(A_prev, hparameters, mode = 'max') -> A, cache",
    task: 'Take the maximum or the average of every window, each channel by itself.',
    arguments: [A_PREV, POOL_SETTINGS, MODE],
    outputs: [
      { name: 'A', shape: '(m, n_H, n_W, n_C)', text: 'n_H = floor((n_H_prev - f) / stride) + 1, n_W likewise' },
    ],
  },
  {
    name: 'conv_backward',
    signature: 'conv_backward(dZ, cache) -> dA_prev, dW, db',
    task: 'From the gradient of the cost by Z, the gradients by the input, the filters and the biases.',
    arguments: [
      { name: 'dZ', shape: '(m, n_H, n_W, n_C)', text: 'gradient of the cost by Z' },
      A_PREV,
      WEIGHTS,
      BIASES,
      CONV_SETTINGS,
    ],
    outputs: [
      { name: 'dA_prev', shape: PICTURES, text: 'gradient by A_prev, the padding taken off' },
      { name: 'dW', shape: '(f, f, n_C_prev, n_C)', text: 'gradient by W, summed over all windows of all pictures' },
      { name: 'db', shape: '(1, 1, 1, n_C)', text: 'gradient by b: the sum of dZ of each filter' },
    ],
  },
  {
    name: 'create_mask_from_window',
    signature: 'create_mask_from_window(x) -> mask',
    task: 'Mark every entry that equals the maximum of the window.',
    arguments: [{ name: 'x', shape: '(f, f)', text: 'a window' }],
    outputs: [{ name: 'mask', shape: 'that of x', text: '1 (True) at the maximum, 0 (False) elsewhere' }],
  },
  {
    name: 'distribute_value',
    signature: 'distribute_value(dz, shape) -> a',
    task: 'Give every entry the same share of dz: dz / (n_H n_W).',
    arguments: [
      { name: 'dz', shape: 'number', text: 'the gradient of an average' },
      { name: 'shape', shape: '(n_H, n_W)', text: 'the window to spread it over' },
    ],
    outputs: [{ name: 'a', shape: '(n_H, n_W)', text: 'the shares' }],
  },
  {
    name: 'pool_backward',
    signature: "pool_backward(dA, cache, mode = 'max') -> dA_prev",
    task: 'Send each gradient to the maximum of its window, or in equal shares to all of it; windows that overlap add up.',
    arguments: [
      { name: 'dA', shape: '(m, n_H, n_W, n_C)', text: 'gradient of the cost by A' },
      A_PREV,
      POOL_SETTINGS,
      MODE,
    ],
    outputs: [{ name: 'dA_prev', shape: PICTURES, text: 'gradient by A_prev' }],
  },
];
