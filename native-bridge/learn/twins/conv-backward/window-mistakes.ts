/** Mistakes in the windows, filters and cells of conv_backward, and in removing the padding. */
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
    text: 'The gradient is not unpadded: dA_prev still has the padding. Remove it, dA_prev[i] = da_prev_pad[pad:-pad, pad:-pad, :].',
    steps: { unpad: (x) => x },
    common: true,
  },
  {
    id: 'unpad-empty-at-0',
    text: 'The gradient is not unpadded correctly when pad = 0, and is lost: [pad:-pad] is then [0:0], which is empty. Cut da_prev_pad[pad:pad + n_H_prev, pad:pad + n_W_prev, :], which is right for every pad.',
    steps: { unpad: (x, pad) => (pad === 0 ? empty(x) : cropEdges(x, even(pad))) },
  },
  {
    id: 'unpad-skipped-at-0',
    text: 'The gradient is not unpadded correctly when pad = 0, and dA_prev stays 0: it is assigned only if there is padding to remove. Without padding it is da_prev_pad itself.',
    steps: { unpad: (x, pad) => (pad === 0 ? zeros(x.shape) : cropEdges(x, even(pad))) },
  },
  {
    id: 'unpad-far-side',
    text: 'dA_prev is the upper left corner of da_prev_pad: cut it starting at row and column pad, da_prev_pad[pad:-pad, pad:-pad, :].',
    steps: { unpad: cropped((pad) => ({ top: 0, bottom: 2 * pad, left: 0, right: 2 * pad })) },
    common: true,
  },
  {
    id: 'unpad-near-side',
    text: 'dA_prev is the lower right corner of da_prev_pad: cut it starting at row and column pad, da_prev_pad[pad:-pad, pad:-pad, :].',
    steps: { unpad: cropped((pad) => ({ top: 2 * pad, bottom: 0, left: 2 * pad, right: 0 })) },
  },
  {
    id: 'unpad-before-only',
    text: 'The padding is removed only above and to the left: [pad:] lacks its end, [pad:-pad].',
    steps: { unpad: cropped((pad) => ({ top: pad, bottom: 0, left: pad, right: 0 })) },
  },
  {
    id: 'unpad-after-only',
    text: 'The padding is removed only below and to the right: [:-pad] lacks its start, [pad:-pad].',
    steps: { unpad: cropped((pad) => ({ top: 0, bottom: pad, left: 0, right: pad })) },
  },
  {
    id: 'unpad-height-only',
    text: 'The padding is removed only from the height: the width has it too.',
    steps: { unpad: cropped((pad) => ({ top: pad, bottom: pad, left: 0, right: 0 })) },
  },
  {
    id: 'unpad-width-only',
    text: 'The padding is removed only from the width: the height has it too.',
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
    text: 'One row and one column too many are removed on each side: remove pad on each.',
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
    text: 'dA_prev uses the flipped kernel: use W[..., c] unchanged.',
    steps: { dAKernel: flipped },
    common: true,
  },
  {
    id: 'transposed-kernel',
    text: 'dA_prev uses W with rows and columns swapped: use W[..., c] unchanged.',
    steps: { dAKernel: transposed },
  },
  {
    id: 'first-filter-for-all',
    text: 'dA_prev uses the first filter for every channel of dZ: it should be W[..., c].',
    steps: { dAFilter: () => 0 },
    common: true,
  },
  {
    id: 'last-filter-for-all',
    text: 'dA_prev uses the last filter for every channel of dZ: it should be W[..., c].',
    steps: { dAFilter: (_, nC) => nC - 1 },
  },
  {
    id: 'dA-carried-over',
    text: 'da_prev_pad is carried over from one example to the next: each example starts from zeros, da_prev_pad = dA_prev_pad[i].',
    steps: { dACarried: true },
    common: true,
  },
  {
    id: 'dZ-first-channel',
    text: 'dZ is always taken from channel 0: it should be dZ[i, h, w, c].',
    steps: { cell: ({ i, h, w }) => [i, h, w, 0] },
    common: true,
  },
  {
    id: 'dZ-first-example',
    text: 'dZ is always taken from the first example: it should be dZ[i, h, w, c].',
    steps: { cell: ({ h, w, c }) => [0, h, w, c] },
    common: true,
  },
  {
    id: 'dZ-axes-swapped',
    text: 'dZ is indexed by w and h in the wrong order: it should be dZ[i, h, w, c].',
    steps: { cell: ({ i, h, w, c }) => [i, w, h, c] },
    common: true,
  },
];
