/** The usual mistakes of conv_forward. */
import { type Mistaken, twinList } from '../twin.ts';
import { loopMistakes } from '../windows/loops.ts';
import { CONV_SIZE, sizeMistakes } from '../windows/size.ts';
import { startMistakes, strideMistakes } from '../windows/start.ts';
import { filterMistakes } from './filter-mistakes.ts';
import { padMistakes } from './pad-mistakes.ts';
import { type ConvSteps, convWith, rightConv } from './steps.ts';

const total = (b: Float64Array) => b.reduce((sum, value) => sum + value, 0);

const biasMistakes: readonly Mistaken<Pick<ConvSteps, 'biased'>>[] = [
  {
    id: 'bias-forgotten',
    text: 'The bias is forgotten: add b[..., c] to the sum of each window.',
    steps: { biased: (z) => z },
    common: true,
  },
  {
    id: 'bias-each-element',
    text: 'The bias is added to every product before the sum, so that it counts f * f * n_C_prev times: add it once, after the sum.',
    steps: { biased: (z, b, c, taps) => z + taps * b[c]! },
    common: true,
  },
  {
    id: 'first-bias-for-all',
    text: 'Every output channel has the bias of the first filter, b[..., 0]: it should be b[..., c].',
    steps: { biased: (z, b) => z + b[0]! },
    common: true,
  },
  {
    id: 'last-bias-for-all',
    text: 'Every output channel has the bias of the last filter: it should be b[..., c].',
    steps: { biased: (z, b) => z + b.at(-1)! },
  },
  {
    id: 'bias-sum-for-all',
    text: 'Every output channel has the sum of all biases: it should be b[..., c].',
    steps: { biased: (z, b) => z + total(b) },
  },
  {
    id: 'bias-subtracted',
    text: 'The bias is subtracted: add it.',
    steps: { biased: (z, b, c) => z - b[c]! },
    common: true,
  },
  { id: 'bias-twice', text: 'The bias is added twice.', steps: { biased: (z, b, c) => z + 2 * b[c]! } },
  {
    id: 'bias-multiplied',
    text: 'The sum is multiplied by the bias: add the bias.',
    steps: { biased: (z, b, c) => z * b[c]! },
  },
];

const finishMistakes: readonly Mistaken<Pick<ConvSteps, 'finish'>>[] = [
  {
    id: 'relu',
    text: 'A ReLU is applied: Z is the output before the activation.',
    steps: { finish: (z) => Math.max(0, z) },
    common: true,
  },
  {
    id: 'whole-numbers',
    text: 'Z holds whole numbers, truncated by int() or an integer dtype: np.zeros gives float64.',
    steps: { finish: Math.trunc },
    common: true,
  },
  { id: 'absolute', text: 'The absolute value is taken: the sum keeps its sign.', steps: { finish: Math.abs } },
];

export const convForwardTwins = twinList<'conv_forward', ConvSteps>(rightConv, convWith, [
  ...biasMistakes,
  ...strideMistakes(CONV_SIZE),
  ...startMistakes,
  ...sizeMistakes(CONV_SIZE),
  ...padMistakes,
  ...filterMistakes,
  ...loopMistakes,
  ...finishMistakes,
]);
