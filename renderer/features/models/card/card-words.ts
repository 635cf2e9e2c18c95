/** What can be chosen on a card, and what was measured, in words. */
import type { Output } from '../../../../main/ipc/contract.ts';
import { percent, plural } from '../../../lib/format.ts';

export const LAYOUTS = [
  { value: 'NCHW', label: 'NCHW', hint: 'channels first, as PyTorch has it' },
  { value: 'NHWC', label: 'NHWC', hint: 'channels last, as TensorFlow has it' },
];
export const FITS = [
  { value: 'crop', label: 'Crop', hint: 'the largest part of the form in the middle' },
  { value: 'squash', label: 'Squash', hint: 'all of it, stretched' },
  { value: 'letterbox', label: 'Letterbox', hint: 'all of it, the rest black' },
];
export const CHANNELS = [
  { value: 'RGB', label: 'RGB', hint: 'red first' },
  { value: 'BGR', label: 'BGR', hint: 'blue first, as OpenCV has it' },
  { value: 'grey', label: 'Grey', hint: 'one channel' },
];
export const SCALES = [
  { value: '0..255', label: '0 to 255', hint: 'bytes as they are' },
  { value: '0..1', label: '0 to 1', hint: 'divided by 255' },
  { value: '-1..1', label: '-1 to 1', hint: 'divided by 127.5, less 1' },
  { value: 'mean', label: 'Mean and deviation', hint: 'of pixels divided by 255' },
];
export const OUTPUTS = [
  { value: 'logits', label: 'Logits', hint: 'softmax is taken of them' },
  { value: 'probabilities', label: 'Probabilities', hint: 'they sum to 1' },
];

type Measured = Output<'models.measureCard'>;

/** What was measured, in a few sentences. */
export function measuredWords({ accuracy, low, high, pictures, originals, split, tried, ...rest }: Measured): string[] {
  const { aboveChance, next, undecided } = rest;
  const size =
    originals === pictures ? 'as the files are' : originals > 0 ? `${originals} of them as the files are` : '64 × 64';
  const best =
    `Of ${plural(tried, 'card')} the best is right on ${percent(accuracy)} of ${plural(pictures, `${split} picture`)} (${size}); ` +
    `the 95 % interval is ${percent(low)} to ${percent(high)}.`;
  const chance = 'That is no better than guessing: the model may be one for other pictures or classes.';
  const lead =
    next &&
    `It leads the next card that is told apart by ${(100 * next.lead).toFixed(1)} points (McNemar p = ${next.p.toPrecision(2)}).`;
  const open = `These pictures do not tell apart: ${undecided.join(', ')}. Of those the likeliest was taken.`;
  return [best, ...(aboveChance ? [] : [chance]), ...(lead ? [lead] : []), ...(undecided.length > 0 ? [open] : [])];
}
