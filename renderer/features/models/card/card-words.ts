/** The choices of a card and the measurement, as text. */
import type { Output } from '../../../../main/ipc/contract.ts';
import { percent } from '../../../lib/format.ts';
import { t } from '../messages/index.ts';

export const layouts = () => [
  { value: 'NCHW', label: 'NCHW', hint: t.channelsFirst() },
  { value: 'NHWC', label: 'NHWC', hint: t.channelsLast() },
];
export const fits = () => [
  { value: 'crop', label: t.fitCrop(), hint: t.fitCropAbout() },
  { value: 'squash', label: t.fitSquash(), hint: t.fitSquashAbout() },
  { value: 'letterbox', label: t.fitLetterbox(), hint: t.fitLetterboxAbout() },
];
export const channels = () => [
  { value: 'RGB', label: 'RGB', hint: t.redFirst() },
  { value: 'BGR', label: 'BGR', hint: t.blueFirst() },
  { value: 'grey', label: t.grey(), hint: t.oneChannel() },
];
export const scales = () => [
  { value: '0..255', label: t.range({ low: 0, high: 255 }), hint: t.asBytes() },
  { value: '0..1', label: t.range({ low: 0, high: 1 }), hint: t.by255() },
  { value: '-1..1', label: t.range({ low: -1, high: 1 }), hint: t.by1275() },
  { value: 'mean', label: t.meanDeviation(), hint: t.of255() },
];
export const outputs = () => [
  { value: 'logits', label: t.logits(), hint: t.softmaxTaken() },
  { value: 'probabilities', label: t.probabilities(), hint: t.sumToOne() },
];

type Measured = Output<'models.measureCard'>;

/** The measurement, in a few sentences. */
export function measuredWords({ accuracy, low, high, pictures, originals, split, tried, ...rest }: Measured): string[] {
  const { aboveChance, next, undecided } = rest;
  const size = originals === pictures ? t.filesAll() : originals > 0 ? t.filesSome({ n: originals }) : '64 × 64';
  const share = { accuracy: percent(accuracy), low: percent(low), high: percent(high) };
  const best = t.best({
    tried,
    n: pictures,
    split: split === 'train' ? t.splitTrain() : t.splitValidation(),
    size,
    ...share,
  });
  const chance = t.noBetter();
  const lead = next && t.leads({ points: (100 * next.lead).toFixed(1), p: next.p.toPrecision(2) });
  const open = t.undecided({ cards: undecided.join(', ') });
  return [best, ...(aboveChance ? [] : [chance]), ...(lead ? [lead] : []), ...(undecided.length > 0 ? [open] : [])];
}
