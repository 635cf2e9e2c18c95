/** The usual mistakes of pool_forward. */
import { zeroPad } from '../../../reference/zero-pad.ts';
import { type Mistaken, twinList } from '../twin.ts';
import { loopMistakes } from '../windows/loops.ts';
import { POOL_SIZE, rightSize, sizeMistakes } from '../windows/size.ts';
import { startMistakes, strideMistakes } from '../windows/start.ts';
import { type PoolSteps, poolWith, rightPool, sumOf } from './steps.ts';

const all = (_c: number, nC: number) => Array.from({ length: nC }, (_, k) => k);

const modeMistakes: readonly Mistaken<Pick<PoolSteps, 'mode'>>[] = [
  {
    id: 'modes-swapped',
    text: "max and average are swapped: mode 'max' takes np.max of the window, mode 'average' np.mean.",
    steps: { mode: (mode) => (mode === 'max' ? 'average' : 'max') },
    common: true,
  },
  {
    id: 'max-always',
    text: "The maximum is taken in both modes: mode 'average' takes np.mean.",
    steps: { mode: () => 'max' },
  },
  {
    id: 'average-always',
    text: "The average is taken in both modes: mode 'max' takes np.max.",
    steps: { mode: () => 'average' },
  },
];

const valueMistakes: readonly Mistaken<Pick<PoolSteps, 'max' | 'average'>>[] = [
  {
    id: 'average-not-divided',
    text: 'The average is not divided by the window size: np.sum is used instead of np.mean, which divides by f * f.',
    steps: { average: sumOf },
    common: true,
  },
  {
    id: 'average-divided-by-one-side',
    text: 'The average is divided by f, only one side of the window: divide it by f * f.',
    steps: { average: (values, f) => sumOf(values) / f },
    common: true,
  },
  {
    id: 'min-for-max',
    text: 'The minimum is taken: np.max is the maximum.',
    steps: { max: (values) => Math.min(...values) },
    common: true,
  },
  {
    id: 'max-from-zero',
    text: 'The search for the maximum begins at 0, so that it is never negative: begin at the first value, or use np.max.',
    steps: { max: (values) => Math.max(0, ...values) },
    common: true,
  },
  {
    id: 'max-of-absolute',
    text: 'The maximum of the absolute values is taken: np.max keeps the signs.',
    steps: { max: (values) => Math.max(...values.map(Math.abs)) },
  },
  {
    id: 'sum-for-max',
    text: "The sum is taken in mode 'max': np.max is the maximum.",
    steps: { max: sumOf },
  },
  {
    id: 'average-divided-by-two-sides',
    text: 'The average is divided by f + f: divide it by f * f.',
    steps: { average: (values, f) => sumOf(values) / (2 * f) },
  },
  {
    id: 'median-for-average',
    text: 'The median is taken: np.mean is the average.',
    steps: {
      average(values) {
        const sorted = values.toSorted((a, b) => a - b);
        return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
      },
    },
  },
];

const windowMistakes: readonly Mistaken<
  Pick<PoolSteps, 'hyperparameters' | 'side' | 'channels' | 'padded' | 'size'>
>[] = [
  {
    id: 'f-and-stride-swapped',
    text: "f and stride are swapped: f = hparameters['f'] is the window's side, stride the step between windows.",
    steps: { hyperparameters: (f, stride) => [stride, f] },
    common: true,
  },
  {
    id: 'channels-mixed',
    text: 'All channels are pooled together: pool each channel separately, A_prev[i, vert_start:vert_end, horiz_start:horiz_end, c].',
    steps: { channels: all },
    common: true,
  },
  {
    id: 'first-channel-for-all',
    text: 'Every channel gets the numbers of channel 0: the slice ends with c.',
    steps: { channels: () => [0] },
    common: true,
  },
  {
    id: 'last-channel-for-all',
    text: 'Every channel gets the numbers of the last one: the slice ends with c.',
    steps: { channels: (_, nC) => [nC - 1] },
  },
  {
    id: 'window-one-short',
    text: 'The window is one row and one column short: vert_end = vert_start + f, and the end of a Python slice is not part of it.',
    steps: { side: (f) => f - 1 },
    common: true,
  },
  {
    id: 'window-one-long',
    text: 'The window is one row and one column long: vert_end = vert_start + f.',
    steps: { side: (f) => f + 1 },
  },
  {
    id: 'window-of-stride',
    text: 'The window is stride x stride: its side is f, vert_end = vert_start + f.',
    steps: { side: (_, stride) => stride },
    common: true,
  },
  {
    id: 'window-of-f-and-stride',
    text: 'The window ends at vert_start + f + stride: it ends at vert_start + f.',
    steps: { side: (f, stride) => f + stride },
  },
  {
    id: 'padded',
    text: 'The input is padded with a border of zeros, as for a convolution: these pools have no padding.',
    steps: { padded: (A_prev) => zeroPad(A_prev, 1), size: (extent) => rightSize({ ...extent, pad: 1 }) },
  },
  { id: 'window-of-one', text: 'The window is a single pixel: its side is f.', steps: { side: () => 1 } },
];

export const poolForwardTwins = twinList<'pool_forward', PoolSteps>(rightPool, poolWith, [
  ...modeMistakes,
  ...valueMistakes,
  ...strideMistakes(POOL_SIZE),
  ...startMistakes,
  ...sizeMistakes(POOL_SIZE),
  ...windowMistakes,
  ...loopMistakes,
]);
