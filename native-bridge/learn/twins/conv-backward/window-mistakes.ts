/** Mistakes in the windows, filters and cells of conv_backward, and in taking the padding off. */
import { type Tensor, zeros } from '../../../reference/tensor.ts';
import { cropEdges, type Edges } from '../../../reference/zero-pad.ts';
import { flipped, transposed } from '../kernel.ts';
import type { Mistaken } from '../twin.ts';
import type { BackwardSteps } from './steps.ts';

const cropped =
  (edges: (pad: number) => Edges): BackwardSteps['unpad'] =>
  (x, pad) => {
    const { top, bottom, left, right } = edges(pad);
    const fits = Math.min(top, bottom, left, right) >= 0 && x.shape[1]! > top + bottom && x.shape[2]! > left + right;
    return fits ? cropEdges(x, { top, bottom, left, right }) : null;
  };

const empty = ({ shape }: Tensor) => zeros([shape[0]!, 0, 0, shape[3]!]);

const even = (pad: number): Edges => ({ top: pad, bottom: pad, left: pad, right: pad });

export const unpadMistakes: readonly Mistaken<Pick<BackwardSteps, 'unpad'>>[] = [
  {
    id: 'not-unpadded',
    text: 'The gradient is not unpadded: dA_prev still has the padding. Take it off, dA_prev[i] = da_prev_pad[pad:-pad, pad:-pad, :].',
    steps: { unpad: (x) => x },
    common: true,
  },
  {
    id: 'unpad-empty-at-0',
    text: 'The gradient is not unpadded as it should be when pad = 0, and is lost: [pad:-pad] is then [0:0], which is empty. Cut da_prev_pad[pad:pad + n_H_prev, pad:pad + n_W_prev, :], which is right for every pad.',
    steps: { unpad: (x, pad) => (pad === 0 ? empty(x) : cropEdges(x, even(pad))) },
  },
  {
    id: 'unpad-skipped-at-0',
    text: 'The gradient is not unpadded as it should be when pad = 0, and dA_prev stays 0: it is assigned only where there is padding to take off. Without padding it is da_prev_pad itself.',
    steps: { unpad: (x, pad) => (pad === 0 ? zeros(x.shape) : cropEdges(x, even(pad))) },
  },
  {
    id: 'unpad-far-side',
    text: 'dA_prev is the upper left corner of da_prev_pad: cut it from row and column pad on, da_prev_pad[pad:-pad, pad:-pad, :].',
    steps: { unpad: cropped((pad) => ({ top: 0, bottom: 2 * pad, left: 0, right: 2 * pad })) },
    common: true,
  },
  {
    id: 'unpad-near-side',
    text: 'dA_prev is the lower right corner of da_prev_pad: cut it from row and column pad on, da_prev_pad[pad:-pad, pad:-pad, :].',
    steps: { unpad: cropped((pad) => ({ top: 2 * pad, bottom: 0, left: 2 * pad, right: 0 })) },
  },
  {
    id: 'unpad-before-only',
    text: 'The padding is taken off above and to the left only: [pad:] lacks its end, [pad:-pad].',
    steps: { unpad: cropped((pad) => ({ top: pad, bottom: 0, left: pad, right: 0 })) },
  },
  {
    id: 'unpad-after-only',
    text: 'The padding is taken off below and to the right only: [:-pad] lacks its start, [pad:-pad].',
    steps: { unpad: cropped((pad) => ({ top: 0, bottom: pad, left: 0, right: pad })) },
  },
  {
    id: 'unpad-height-only',
    text: 'The padding is taken off the height only: the width has it too.',
    steps: { unpad: cropped((pad) => ({ top: pad, bottom: pad, left: 0, right: 0 })) },
  },
  {
    id: 'unpad-width-only',
    text: 'The padding is taken off the width only: the height has it too.',
    steps: { unpad: cropped((pad) => ({ top: 0, bottom: 0, left: pad, right: pad })) },
  },
  {
    id: 'unpad-one-late',
    text: 'The cut is one row and one column late: da_prev_pad[pad:-pad, pad:-pad, :] begins at pad.',
    steps: { unpad: cropped((pad) => ({ top: pad + 1, bottom: pad - 1, left: pad + 1, right: pad - 1 })) },
    common: true,
  },
  {
    id: 'unpad-one-early',
    text: 'The cut is one row and one column early: da_prev_pad[pad:-pad, pad:-pad, :] begins at pad.',
    steps: { unpad: cropped((pad) => ({ top: pad - 1, bottom: pad + 1, left: pad - 1, right: pad + 1 })) },
    common: true,
  },
  {
    id: 'unpad-one-too-many',
    text: 'One row and one column too many are taken off on each side: it is pad on each.',
    steps: { unpad: cropped((pad) => even(pad + 1)) },
  },
];

export const windowMistakes: readonly Mistaken<Omit<BackwardSteps, 'unpad' | 'dA' | 'dW' | 'db'>>[] = [
  {
    id: 'slice-not-padded',
    text: 'a_slice is cut from A_prev, which is not padded: cut it from A_prev_pad.',
    steps: { source: (A_prev) => A_prev },
    common: true,
  },
  {
    id: 'flipped-kernel',
    text: 'dA_prev has the flipped kernel: it has W[..., c] as it is.',
    steps: { dAKernel: flipped },
    common: true,
  },
  {
    id: 'transposed-kernel',
    text: 'dA_prev has the rows and columns of W exchanged: it has W[..., c] as it is.',
    steps: { dAKernel: transposed },
  },
  {
    id: 'first-filter-for-all',
    text: 'dA_prev has the first filter for every channel of dZ: it is W[..., c].',
    steps: { dAFilter: () => 0 },
    common: true,
  },
  {
    id: 'last-filter-for-all',
    text: 'dA_prev has the last filter for every channel of dZ: it is W[..., c].',
    steps: { dAFilter: (_, nC) => nC - 1 },
  },
  {
    id: 'dA-carried-over',
    text: 'da_prev_pad goes on from one example to the next: each example begins with zeros, da_prev_pad = dA_prev_pad[i].',
    steps: { dACarried: true },
    common: true,
  },
  {
    id: 'dZ-first-channel',
    text: 'dZ is taken from channel 0 always: it is dZ[i, h, w, c].',
    steps: { cell: ({ i, h, w }) => [i, h, w, 0] },
    common: true,
  },
  {
    id: 'dZ-first-example',
    text: 'dZ is taken from the first example always: it is dZ[i, h, w, c].',
    steps: { cell: ({ h, w, c }) => [0, h, w, c] },
    common: true,
  },
  {
    id: 'dZ-axes-swapped',
    text: 'dZ is indexed by w and h in the wrong order: it is dZ[i, h, w, c].',
    steps: { cell: ({ i, h, w, c }) => [i, w, h, c] },
    common: true,
  },
];
