/** Mistakes in how conv_forward pads. */
import { type Tensor, zeros } from '../../../reference/tensor.ts';
import { zeroPad } from '../../../reference/zero-pad.ts';
import type { Mistaken } from '../twin.ts';
import { rightSize } from '../windows/size.ts';
import { edge, reflected } from '../zero-pad/borders.ts';
import { type PadSteps, padWith, rightPad } from '../zero-pad/steps.ts';
import type { ConvSteps } from './steps.ts';

type PadMistake = Mistaken<Pick<ConvSteps, 'padded' | 'size'>>;

/** The padded input whose channel k is the input's channel k - pad, because channels were padded as well. */
function padChannels(A_prev: Tensor, pad: number): Tensor {
  const padded = zeroPad(A_prev, pad);
  const nC = A_prev.shape[3]!;
  const shifted = zeros(padded.shape);
  for (let i = 0; i < shifted.data.length; i++) if (i % nC >= pad) shifted.data[i] = padded.data[i - pad]!;
  return shifted;
}

/** Padding by a zero_pad with that mistake. */
const wrongly =
  (mistake: Partial<PadSteps>): ConvSteps['padded'] =>
  (X, pad) =>
    padWith({ ...rightPad, ...mistake }, { X, pad })!.X_pad!;

export const padMistakes: readonly PadMistake[] = [
  {
    id: 'pad-ignored',
    text: 'pad is ignored, in the output size and in the windows: cut them from zero_pad(A_prev, pad), and put 2 * pad into n_H and n_W.',
    steps: { size: (extent) => rightSize({ ...extent, pad: 0 }), padded: (A_prev) => A_prev },
    common: true,
  },
  {
    id: 'pad-ignored-in-windows',
    text: 'The windows are cut from A_prev, which is not padded: cut them from A_prev_pad = zero_pad(A_prev, pad).',
    steps: { padded: (A_prev) => A_prev },
    common: true,
  },
  {
    id: 'pad-ignored-in-size',
    text: 'pad is missing in the output size: n_H = floor((n_H_prev - f + 2 pad) / stride) + 1.',
    steps: { size: (extent) => rightSize({ ...extent, pad: 0 }) },
    common: true,
  },
  {
    id: 'pad-twice',
    text: 'The pad is applied twice, in the output size and in the windows: pad A_prev once, and n_H has 2 * pad once.',
    steps: {
      size: (extent) => rightSize({ ...extent, pad: 2 * extent.pad }),
      padded: (A_prev, pad) => zeroPad(A_prev, 2 * pad),
    },
    common: true,
  },
  {
    id: 'pad-twice-in-windows',
    text: 'The pad is applied twice to the input: zero_pad(A_prev, pad) has pad zeros on each side already.',
    steps: { padded: (A_prev, pad) => zeroPad(A_prev, 2 * pad) },
    common: true,
  },
  {
    id: 'pad-twice-in-size',
    text: 'The output size counts the pad twice, as if n_H_prev were padded already: n_H = floor((n_H_prev - f + 2 pad) / stride) + 1.',
    steps: { size: (extent) => rightSize({ ...extent, pad: 2 * extent.pad }) },
  },
  {
    id: 'pad-once-in-size',
    text: 'The output size counts the pad on one side only: it is 2 * pad, n_H = floor((n_H_prev - f + 2 pad) / stride) + 1.',
    steps: { size: (extent) => rightSize({ ...extent, pad: extent.pad / 2 }) },
    common: true,
  },
  {
    id: 'pad-channels',
    text: 'The pad is applied to the channels as well, so that each channel is multiplied by the weights of another: pad only height and width.',
    steps: { padded: padChannels },
  },
  {
    id: 'pad-edge',
    text: "The padding repeats the edge of the picture (mode 'edge'): it should be 0.",
    steps: { padded: wrongly({ border: edge }) },
  },
  {
    id: 'pad-reflect',
    text: "The padding mirrors the picture (mode 'reflect'): it should be 0.",
    steps: { padded: wrongly({ border: reflected }) },
  },
  { id: 'pad-ones', text: 'The padding is 1: it should be 0.', steps: { padded: wrongly({ value: () => 1 }) } },
];
