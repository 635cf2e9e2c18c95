/** Mistakes in which filter is used, and how it is combined with the window. */
import type { Tensor } from '../../../reference/tensor.ts';
import { dot, dotByChannel, dotByRows, dotTransposed, matmul, type Product } from '../conv-single-step/products.ts';
import { flipped, flippedHorizontally, flippedVertically, transposed } from '../kernel.ts';
import type { Mistaken } from '../twin.ts';
import type { ConvSteps } from './steps.ts';

type FilterMistake = Mistaken<Pick<ConvSteps, 'kernel' | 'filter' | 'combine'>>;

/** The sum of another product; NaN if numpy would refuse it. */
const summed =
  (product: Product): ConvSteps['combine'] =>
  (window, weights, f) => {
    const shape = [f, f, window.length / (f * f)];
    const products: Tensor | null = product({ shape, data: window }, { shape, data: weights });
    return products === null ? Number.NaN : products.data.reduce((a, b) => a + b, 0);
  };

const DOT = 'where an elementwise product is needed: np.sum(a_slice_prev * W[..., c])';

export const filterMistakes: readonly FilterMistake[] = [
  {
    id: 'flipped-kernel',
    text: 'The kernel is flipped, as in the mathematical convolution: the course does not flip it.',
    steps: { kernel: flipped },
    common: true,
  },
  {
    id: 'transposed-kernel',
    text: 'The rows and columns of the filter are swapped: use it unchanged.',
    steps: { kernel: transposed },
    common: true,
  },
  {
    id: 'flipped-kernel-vertically',
    text: 'The kernel is flipped upside down: the course does not flip it.',
    steps: { kernel: flippedVertically },
  },
  {
    id: 'flipped-kernel-horizontally',
    text: 'The kernel is flipped left to right: the course does not flip it.',
    steps: { kernel: flippedHorizontally },
  },
  {
    id: 'flipped-with-channels',
    text: 'The kernel is flipped along all axes, channels too: the course does not flip it.',
    steps: {
      combine: (window, weights) => window.reduce((sum, a, i) => sum + a * weights[weights.length - 1 - i]!, 0),
    },
  },
  {
    id: 'first-filter-for-all',
    text: 'Every output channel uses the first filter: the weights are W[..., c].',
    steps: { filter: () => 0 },
    common: true,
  },
  {
    id: 'last-filter-for-all',
    text: 'Every output channel uses the last filter: the weights are W[..., c].',
    steps: { filter: (_, nC) => nC - 1 },
    common: true,
  },
  {
    id: 'filters-reversed',
    text: 'The filters are used in reverse order: output channel c uses W[..., c].',
    steps: { filter: (c, nC) => nC - 1 - c },
  },
  {
    id: 'mean-for-sum',
    text: 'The products of a window are averaged: sum them.',
    steps: { combine: (window, weights) => window.reduce((sum, a, i) => sum + a * weights[i]!, 0) / window.length },
    common: true,
  },
  {
    id: 'dot-by-channel',
    text: `The matrix product of each channel (np.dot, @) is used ${DOT}.`,
    steps: { combine: summed(dotByChannel) },
    common: true,
  },
  { id: 'dot', text: `np.dot is used ${DOT}.`, steps: { combine: summed(dot) } },
  { id: 'matmul', text: `np.matmul (@) is used ${DOT}.`, steps: { combine: summed(matmul) } },
  { id: 'dot-by-rows', text: `np.dot of the rows is used ${DOT}.`, steps: { combine: summed(dotByRows) } },
  {
    id: 'dot-transposed',
    text: `np.dot(a_slice_prev.T, W[..., c]) is used ${DOT}.`,
    steps: { combine: summed(dotTransposed) },
  },
  {
    id: 'max-for-sum',
    text: 'The largest of the products is taken: sum them.',
    steps: {
      combine: (window, weights) =>
        window.reduce((max, a, i) => Math.max(max, a * weights[i]!), Number.NEGATIVE_INFINITY),
    },
  },
  {
    id: 'first-input-channel-only',
    text: 'Only channel 0 of the window is summed: a_slice_prev has all n_C_prev channels.',
    steps: {
      combine(window, weights, f) {
        const channels = window.length / (f * f);
        return window.reduce((sum, a, i) => sum + (i % channels === 0 ? a * weights[i]! : 0), 0);
      },
    },
  },
  {
    id: 'window-one-short',
    text: 'The window is one row and one column short: vert_end = vert_start + f, and the end of a Python slice is not part of it.',
    steps: {
      combine(window, weights, f) {
        const channels = window.length / (f * f);
        const inside = (i: number) => i < (f - 1) * f * channels && Math.floor(i / channels) % f < f - 1;
        return window.reduce((sum, a, i) => sum + (inside(i) ? a * weights[i]! : 0), 0);
      },
    },
  },
  {
    id: 'filter-ignored',
    text: 'The window is summed without the filter: multiply it by W[..., c] first.',
    steps: { combine: (window) => window.reduce((sum, a) => sum + a, 0) },
  },
];
