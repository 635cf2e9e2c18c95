/** The usual mistakes of conv_single_step. */
import { type Tensor, tensor, zeros } from '../../../reference/tensor.ts';
import type { InputsOf, Outputs } from '../../course.ts';
import { flipped, transposed } from '../kernel.ts';
import { twinList } from '../twin.ts';
import { dot, dotByChannel, dotByRows, dotTransposed, elementwise, matmul, type Product } from './products.ts';

interface SingleSteps {
  filter(W: Tensor): Tensor;
  product: Product;
  reduce(products: Tensor): Tensor;
  /** @param count of products */
  bias(Z: number, b: number, count: number): number;
  finish(Z: number): number;
}

const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);

const right: SingleSteps = {
  filter: (W) => W,
  product: elementwise,
  reduce: ({ data }) => tensor([], [sum(data)]),
  bias: (Z, b) => Z + b,
  finish: (Z) => Z,
};

function singleStep(steps: SingleSteps, { a_slice_prev, W, b }: InputsOf['conv_single_step']): Outputs | null {
  const products = steps.product(a_slice_prev, steps.filter(W));
  if (products === null) return null;
  const { shape, data } = steps.reduce(products);
  return { Z: { shape, data: data.map((z) => steps.finish(steps.bias(z, b.data[0]!, products.data.length))) } };
}

/** np.sum(axis). */
function sumOver({ shape, data }: Tensor, axis: number): Tensor {
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const sums = zeros(shape.filter((_, i) => i !== axis));
  for (const [i, value] of data.entries()) {
    sums.data[Math.floor(i / (inner * shape[axis]!)) * inner + (i % inner)]! += value;
  }
  return sums;
}

const DOT = 'where an elementwise product is needed: np.multiply(a_slice_prev, W), then the sum of everything';

export const convSingleStepTwins = twinList<'conv_single_step', SingleSteps>(right, singleStep, [
  {
    id: 'bias-forgotten',
    text: 'The bias is forgotten: add float(b) to the sum.',
    steps: { bias: (Z) => Z },
    common: true,
  },
  {
    id: 'bias-each-element',
    text: 'The bias is added to every product before the sum, so that it counts f * f * n_C_prev times: add it once, after the sum.',
    steps: { bias: (Z, b, count) => Z + count * b },
    common: true,
  },
  {
    id: 'dot-by-channel',
    text: `The matrix product of each channel (np.dot, @) is used ${DOT}.`,
    steps: { product: dotByChannel },
    common: true,
  },
  { id: 'dot', text: `np.dot is used ${DOT}.`, steps: { product: dot }, common: true },
  { id: 'matmul', text: `np.matmul (@) is used ${DOT}.`, steps: { product: matmul }, common: true },
  {
    id: 'dot-by-rows',
    text: `np.dot of the rows is used ${DOT}.`,
    steps: { product: dotByRows },
  },
  {
    id: 'dot-not-summed',
    text: `np.dot is used, and not summed, ${DOT}.`,
    steps: { product: dot, reduce: (s) => s },
  },
  {
    id: 'matmul-not-summed',
    text: `np.matmul (@) is used, and not summed, ${DOT}.`,
    steps: { product: matmul, reduce: (s) => s },
  },
  { id: 'dot-transposed', text: `np.dot(a_slice_prev.T, W) is used ${DOT}.`, steps: { product: dotTransposed } },
  {
    id: 'mean-for-sum',
    text: 'The products are averaged (np.mean): sum them.',
    steps: { reduce: ({ data }) => tensor([], [sum(data) / data.length]) },
    common: true,
  },
  {
    id: 'not-summed',
    text: 'The products are not summed: np.sum(s) gives one number.',
    steps: { reduce: (s) => s },
  },
  {
    id: 'sum-axis-0',
    text: 'The sum is taken over the first axis only: np.sum(s) without an axis gives one number.',
    steps: { reduce: (s) => sumOver(s, 0) },
  },
  {
    id: 'sum-axis-1',
    text: 'The sum is taken over the second axis only: np.sum(s) without an axis gives one number.',
    steps: { reduce: (s) => sumOver(s, 1) },
  },
  {
    id: 'sum-axis-2',
    text: 'The sum is taken over the channels only: np.sum(s) without an axis gives one number.',
    steps: { reduce: (s) => sumOver(s, 2) },
  },
  {
    id: 'sum-axes-0-1',
    text: 'The sum is taken over height and width only: sum the channels too.',
    steps: { reduce: (s) => sumOver(sumOver(s, 0), 0) },
  },
  {
    id: 'first-channel-only',
    text: 'Only channel 0 is summed: a_slice_prev has all channels of the window.',
    steps: { reduce: ({ shape, data }) => tensor([], [sum(data.filter((_, i) => i % shape[2]! === 0))]) },
  },
  {
    id: 'flipped-kernel',
    text: 'The kernel (the filter) is flipped, as in the mathematical convolution: the course does not flip it.',
    steps: { filter: flipped },
    common: true,
  },
  {
    id: 'flipped-with-channels',
    text: 'The kernel (the filter) is flipped along all axes, channels too: the course does not flip it.',
    steps: { filter: ({ shape, data }) => ({ shape, data: data.toReversed() }) },
  },
  {
    id: 'transposed-kernel',
    text: 'The rows and columns of the filter are swapped: use it unchanged.',
    steps: { filter: transposed },
  },
  {
    id: 'bias-subtracted',
    text: 'The bias is subtracted: add it.',
    steps: { bias: (Z, b) => Z - b },
    common: true,
  },
  {
    id: 'bias-multiplied',
    text: 'The sum is multiplied by the bias: add the bias.',
    steps: { bias: (Z, b) => Z * b },
  },
  { id: 'bias-twice', text: 'The bias is added twice.', steps: { bias: (Z, b) => Z + 2 * b } },
  {
    id: 'added-not-multiplied',
    text: 'Window and filter are added: multiply them element by element.',
    steps: { product: (a, W) => ({ shape: a.shape, data: a.data.map((value, i) => value + W.data[i]!) }) },
  },
  {
    id: 'filter-ignored',
    text: 'The window is summed without the filter: multiply it by W first.',
    steps: { product: (a) => a },
  },
  {
    id: 'whole-numbers',
    text: 'The result is truncated to a whole number: cast to float, not to int.',
    steps: { finish: Math.trunc },
    common: true,
  },
  { id: 'relu', text: 'A ReLU follows: this step has no activation.', steps: { finish: (Z) => Math.max(0, Z) } },
  { id: 'absolute', text: 'The absolute value is taken: the sum keeps its sign.', steps: { finish: Math.abs } },
]);
