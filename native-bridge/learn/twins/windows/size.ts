/** Mistakes in the size of the output: floor((n - f + 2 pad) / stride) + 1 along each axis. */
import type { Mistaken } from '../twin.ts';

/** The values that an output size is computed from; pools have pad 0. */
export interface Extent {
  readonly nHPrev: number;
  readonly nWPrev: number;
  readonly f: number;
  readonly stride: number;
  readonly pad: number;
}

export interface SizeStep {
  /** Size of an output, [n_H, n_W]. */
  size(extent: Extent): [number, number];
}

const bothAxes =
  (count: (n: number, extent: Extent) => number): SizeStep['size'] =>
  (extent) => [count(extent.nHPrev, extent), count(extent.nWPrev, extent)];

/** The division of the formula, before it is rounded. */
const quotient = (n: number, { f, stride, pad }: Extent) => (n - f + 2 * pad) / stride;

export const rightSize = bothAxes((n, extent) => Math.floor(quotient(n, extent)) + 1);
/** The size without a stride. */
export const unitStride = bothAxes((n, { f, pad }) => n - f + 2 * pad + 1);

/** The notebook's formula, for a convolution and for a pool. */
export const CONV_SIZE = 'n_H = floor((n_H_prev - f + 2 pad) / stride) + 1';
export const POOL_SIZE = 'n_H = floor((n_H_prev - f) / stride) + 1';

/** @param formula of the right size, for the texts */
export const sizeMistakes = (formula: string): readonly Mistaken<SizeStep>[] => [
  {
    id: 'size-ceil',
    text: 'n_H and n_W are rounded up (ceil): the formula takes the floor, int() or //, so that a window that does not fit completely is left out.',
    steps: { size: bothAxes((n, extent) => Math.ceil(quotient(n, extent)) + 1) },
    common: true,
  },
  {
    id: 'size-one-short',
    text: `The + 1 of the output size is forgotten: ${formula}.`,
    steps: { size: bothAxes((n, extent) => Math.floor(quotient(n, extent))) },
    common: true,
  },
  {
    id: 'size-rounded',
    text: 'n_H and n_W are rounded to the nearest whole number: the formula takes the floor.',
    steps: { size: bothAxes((n, extent) => Math.round(quotient(n, extent)) + 1) },
  },
  {
    id: 'size-parenthesis',
    text: `The + 1 of the output size is divided by the stride too: it belongs outside the division, ${formula}.`,
    steps: { size: bothAxes((n, { f, stride, pad }) => Math.floor((n - f + 2 * pad + 1) / stride)) },
  },
  {
    id: 'size-axes-swapped',
    text: 'n_H and n_W are swapped: n_H comes from n_H_prev, n_W from n_W_prev.',
    steps: { size: (extent) => rightSize({ ...extent, nHPrev: extent.nWPrev, nWPrev: extent.nHPrev }) },
  },
  {
    id: 'size-width-from-height',
    text: 'n_W is computed from n_H_prev: it comes from n_W_prev.',
    steps: { size: (extent) => rightSize({ ...extent, nWPrev: extent.nHPrev }) },
  },
  {
    id: 'size-height-from-width',
    text: 'n_H is computed from n_W_prev: it comes from n_H_prev.',
    steps: { size: (extent) => rightSize({ ...extent, nHPrev: extent.nWPrev }) },
  },
  {
    id: 'size-window-forgotten',
    text: `f is not subtracted in the output size: ${formula}.`,
    steps: { size: bothAxes((n, { stride, pad }) => Math.floor((n + 2 * pad) / stride) + 1) },
  },
  {
    id: 'size-stride-forgotten',
    text: `The output size is not divided by the stride: ${formula}.`,
    steps: { size: unitStride },
  },
];
