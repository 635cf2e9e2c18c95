/** The usual mistakes of pool_backward. */
import { type Mistaken, twinList } from '../twin.ts';
import { loopMistakes } from '../windows/loops.ts';
import { startMistakes } from '../windows/start.ts';
import { type PoolBackwardSteps, poolBackwardWith, rightPoolBackward } from './steps.ts';

const onlyAt = (window: readonly number[], index: number, gradient: number) =>
  window.map((_, i) => (i === index ? gradient : 0));

const gatherMistakes: readonly Mistaken<Pick<PoolBackwardSteps, 'mode' | 'store'>>[] = [
  {
    id: 'modes-swapped',
    text: "max and average are swapped: mode 'max' uses the mask, mode 'average' distribute_value.",
    steps: { mode: (mode) => (mode === 'max' ? 'average' : 'max') },
    common: true,
  },
  {
    id: 'assigned',
    text: 'dA_prev is assigned (=), so that windows that overlap overwrite one another: they add up, +=.',
    steps: { store: (_, share) => share },
    common: true,
  },
  {
    id: 'max-always',
    text: "Both modes use the mask: mode 'average' uses distribute_value.",
    steps: { mode: () => 'max' },
  },
  {
    id: 'average-always',
    text: "Both modes distribute: mode 'max' uses the mask.",
    steps: { mode: () => 'average' },
  },
];

const averageMistakes: readonly Mistaken<Pick<PoolBackwardSteps, 'averageShare'>>[] = [
  {
    id: 'average-not-divided',
    text: 'The gradient of the average is not divided by the window: each entry is given dA / (f * f).',
    steps: { averageShare: (gradient) => gradient },
    common: true,
  },
  {
    id: 'average-divided-by-one-side',
    text: 'The gradient of the average is divided by f, one side only: each entry is given dA / (f * f).',
    steps: { averageShare: (gradient, { f }) => gradient / f },
    common: true,
  },
  {
    id: 'average-divided-by-output',
    text: 'The gradient of the average is spread over the shape of the output: distribute_value is given (f, f).',
    steps: { averageShare: (gradient, { nH, nW }) => gradient / (nH * nW) },
    common: true,
  },
  {
    id: 'average-divided-by-stride',
    text: 'The gradient of the average is spread over stride x stride: distribute_value is given (f, f).',
    steps: { averageShare: (gradient, { stride }) => gradient / (stride * stride) },
  },
  {
    id: 'average-divided-by-m',
    text: 'The gradient of the average is divided by m: each entry is given dA / (f * f).',
    steps: { averageShare: (gradient, { m }) => gradient / m },
  },
  {
    id: 'average-divided-by-two-sides',
    text: 'The gradient of the average is divided by f + f: each entry is given dA / (f * f).',
    steps: { averageShare: (gradient, { f }) => gradient / (2 * f) },
  },
  {
    id: 'average-forgotten',
    text: "Mode 'average' adds nothing: each entry is given dA / (f * f).",
    steps: { averageShare: () => 0 },
  },
];

const maskMistakes: readonly Mistaken<Pick<PoolBackwardSteps, 'maxShares' | 'peak' | 'channel'>>[] = [
  {
    id: 'first-tie-only',
    text: 'Of several equal maxima only the first is given the gradient, as TensorFlow does: the mask of ties gives it to all of them.',
    steps: { maxShares: (window, peak, gradient) => onlyAt(window, window.indexOf(peak), gradient) },
    common: true,
  },
  {
    id: 'last-tie-only',
    text: 'Of several equal maxima only the last is given the gradient: the mask of ties gives it to all of them.',
    steps: { maxShares: (window, peak, gradient) => onlyAt(window, window.lastIndexOf(peak), gradient) },
  },
  {
    id: 'ties-shared',
    text: 'Equal maxima share the gradient: the mask gives all of it to each of them.',
    steps: {
      maxShares(window, peak, gradient) {
        const ties = window.filter((value) => value === peak).length;
        return window.map((value) => (value === peak ? gradient / ties : 0));
      },
    },
  },
  {
    id: 'mask-forgotten',
    text: 'The whole window is given the gradient: multiply it by the mask, mask * dA[i, h, w, c].',
    steps: { maxShares: (window, _peak, gradient) => window.map(() => gradient) },
    common: true,
  },
  {
    id: 'gradient-forgotten',
    text: 'The mask is added without the gradient: mask * dA[i, h, w, c].',
    steps: { maxShares: (window, peak) => window.map((value) => (value === peak ? 1 : 0)) },
    common: true,
  },
  {
    id: 'value-for-gradient',
    text: 'The maximum itself stands where its gradient belongs: mask * dA[i, h, w, c].',
    steps: { maxShares: (window, peak) => window.map((value) => (value === peak ? value : 0)) },
    common: true,
  },
  {
    id: 'value-times-gradient',
    text: 'The gradient is multiplied by the value too: mask * dA[i, h, w, c], without a_prev.',
    steps: { maxShares: (window, peak, gradient) => window.map((value) => (value === peak ? value * gradient : 0)) },
    common: true,
  },
  {
    id: 'window-times-gradient',
    text: 'The gradient is multiplied by the window: it is multiplied by the mask of the window, create_mask_from_window(a_prev_slice).',
    steps: { maxShares: (window, _peak, gradient) => window.map((value) => value * gradient) },
  },
  {
    id: 'mask-inverted',
    text: 'The mask is inverted: the gradient goes to the maximum.',
    steps: { maxShares: (window, peak, gradient) => window.map((value) => (value === peak ? 0 : gradient)) },
  },
  {
    id: 'min-for-max',
    text: 'The minimum is given the gradient: it goes to the maximum.',
    steps: { peak: (window) => Math.min(...window) },
    common: true,
  },
  {
    id: 'mask-of-picture',
    text: 'The mask looks for the maximum of the whole picture: it is that of the window, a_prev[vert_start:vert_end, horiz_start:horiz_end, c].',
    steps: { peak: (_, picture) => picture() },
  },
  {
    id: 'mask-by-gradient',
    text: 'The window is compared with dA: the mask is made of the window alone, create_mask_from_window(a_prev_slice).',
    steps: { maxShares: (window, _peak, gradient) => window.map((value) => (value === gradient ? gradient : 0)) },
  },
  {
    id: 'mask-first-channel',
    text: 'The mask is made of channel 0 always: it is made of channel c.',
    steps: { channel: () => 0 },
    common: true,
  },
];

const cellMistakes: readonly Mistaken<Pick<PoolBackwardSteps, 'cell'>>[] = [
  {
    id: 'dA-first-channel',
    text: 'dA is taken from channel 0 always: it is dA[i, h, w, c].',
    steps: { cell: ({ i, h, w }) => [i, h, w, 0] },
    common: true,
  },
  {
    id: 'dA-first-example',
    text: 'dA is taken from the first example always: it is dA[i, h, w, c].',
    steps: { cell: ({ h, w, c }) => [0, h, w, c] },
    common: true,
  },
  {
    id: 'dA-axes-swapped',
    text: 'dA is indexed by w and h in the wrong order: it is dA[i, h, w, c].',
    steps: { cell: ({ i, h, w, c }) => [i, w, h, c] },
    common: true,
  },
  {
    id: 'dA-first-cell',
    text: 'dA is taken from the first cell always: it is dA[i, h, w, c].',
    steps: { cell: ({ i, c }) => [i, 0, 0, c] },
  },
];

export const poolBackwardTwins = twinList<'pool_backward', PoolBackwardSteps>(rightPoolBackward, poolBackwardWith, [
  ...gatherMistakes,
  ...averageMistakes,
  ...maskMistakes,
  ...cellMistakes,
  ...startMistakes,
  ...loopMistakes,
]);
