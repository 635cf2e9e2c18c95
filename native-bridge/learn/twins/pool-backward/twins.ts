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
    text: 'dA_prev is assigned (=), so that overlapping windows overwrite one another: add them up, +=.',
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
    text: 'The gradient of the average is not divided by the window size: each entry gets dA / (f * f).',
    steps: { averageShare: (gradient) => gradient },
    common: true,
  },
  {
    id: 'average-divided-by-one-side',
    text: 'The gradient of the average is divided by f, one side only: each entry gets dA / (f * f).',
    steps: { averageShare: (gradient, { f }) => gradient / f },
    common: true,
  },
  {
    id: 'average-divided-by-output',
    text: 'The gradient of the average is spread over the shape of the output: pass (f, f) to distribute_value.',
    steps: { averageShare: (gradient, { nH, nW }) => gradient / (nH * nW) },
    common: true,
  },
  {
    id: 'average-divided-by-stride',
    text: 'The gradient of the average is spread over stride x stride: pass (f, f) to distribute_value.',
    steps: { averageShare: (gradient, { stride }) => gradient / (stride * stride) },
  },
  {
    id: 'average-divided-by-m',
    text: 'The gradient of the average is divided by m: each entry gets dA / (f * f).',
    steps: { averageShare: (gradient, { m }) => gradient / m },
  },
  {
    id: 'average-divided-by-two-sides',
    text: 'The gradient of the average is divided by f + f: each entry gets dA / (f * f).',
    steps: { averageShare: (gradient, { f }) => gradient / (2 * f) },
  },
  {
    id: 'average-forgotten',
    text: "Mode 'average' adds nothing: each entry gets dA / (f * f).",
    steps: { averageShare: () => 0 },
  },
];

const maskMistakes: readonly Mistaken<Pick<PoolBackwardSteps, 'maxShares' | 'peak' | 'channel'>>[] = [
  {
    id: 'first-tie-only',
    text: 'Of several equal maxima only the first gets the gradient, as in TensorFlow: with ties, the mask gives it to all of them.',
    steps: { maxShares: (window, peak, gradient) => onlyAt(window, window.indexOf(peak), gradient) },
    common: true,
  },
  {
    id: 'last-tie-only',
    text: 'Of several equal maxima only the last gets the gradient: with ties, the mask gives it to all of them.',
    steps: { maxShares: (window, peak, gradient) => onlyAt(window, window.lastIndexOf(peak), gradient) },
  },
  {
    id: 'ties-shared',
    text: 'Equal maxima share the gradient: the mask gives the full gradient to each of them.',
    steps: {
      maxShares(window, peak, gradient) {
        const ties = window.filter((value) => value === peak).length;
        return window.map((value) => (value === peak ? gradient / ties : 0));
      },
    },
  },
  {
    id: 'mask-forgotten',
    text: 'The whole window gets the gradient: multiply it by the mask, mask * dA[i, h, w, c].',
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
    text: 'The maximum itself is used instead of its gradient: mask * dA[i, h, w, c].',
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
    text: 'The gradient is multiplied by the window: multiply it by the mask of the window, create_mask_from_window(a_prev_slice).',
    steps: { maxShares: (window, _peak, gradient) => window.map((value) => value * gradient) },
  },
  {
    id: 'mask-inverted',
    text: 'The mask is inverted: the gradient should go to the maximum.',
    steps: { maxShares: (window, peak, gradient) => window.map((value) => (value === peak ? 0 : gradient)) },
  },
  {
    id: 'min-for-max',
    text: 'The minimum gets the gradient: it should go to the maximum.',
    steps: { peak: (window) => Math.min(...window) },
    common: true,
  },
  {
    id: 'mask-of-picture',
    text: 'The mask uses the maximum of the whole picture: it should be that of the window, a_prev[vert_start:vert_end, horiz_start:horiz_end, c].',
    steps: { peak: (_, picture) => picture() },
  },
  {
    id: 'mask-by-gradient',
    text: 'The window is compared with dA: the mask is made from the window only, create_mask_from_window(a_prev_slice).',
    steps: { maxShares: (window, _peak, gradient) => window.map((value) => (value === gradient ? gradient : 0)) },
  },
  {
    id: 'mask-first-channel',
    text: 'The mask is always made from channel 0: make it from channel c.',
    steps: { channel: () => 0 },
    common: true,
  },
];

const cellMistakes: readonly Mistaken<Pick<PoolBackwardSteps, 'cell'>>[] = [
  {
    id: 'dA-first-channel',
    text: 'dA is always taken from channel 0: it should be dA[i, h, w, c].',
    steps: { cell: ({ i, h, w }) => [i, h, w, 0] },
    common: true,
  },
  {
    id: 'dA-first-example',
    text: 'dA is always taken from the first example: it should be dA[i, h, w, c].',
    steps: { cell: ({ h, w, c }) => [0, h, w, c] },
    common: true,
  },
  {
    id: 'dA-axes-swapped',
    text: 'dA is indexed by w and h in the wrong order: it should be dA[i, h, w, c].',
    steps: { cell: ({ i, h, w, c }) => [i, w, h, c] },
    common: true,
  },
  {
    id: 'dA-first-cell',
    text: 'dA is always taken from the first cell: it should be dA[i, h, w, c].',
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
