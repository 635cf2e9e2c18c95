/** What the settings of a new sweep come to, in words. */
import type { Output } from '../../../main/ipc/contract.ts';
import { count, plural } from '../../lib/format.ts';

/** `12,288 combinations, about 1,300 epochs, 4 % of the networks cannot be built` */
export function checkWords({ combinations, epochs, impossible }: Output<'sweeps.check'>, sampler: string): string {
  return [
    combinationWords(combinations, sampler),
    ...(epochs === null ? [] : [`about ${plural(epochs, 'epoch')} of training`]),
    ...(impossible === 0 ? [] : [`${impossibleWords(impossible)} of the networks cannot be built and cost no time`]),
  ]
    .join(', ')
    .concat('.');
}

export function combinationWords(combinations: number | null, sampler: string): string {
  if (combinations === null) return 'Infinitely many combinations';
  const number = combinations < 1e6 ? count(combinations) : about(combinations);
  const noun = combinations === 1 ? 'combination' : 'combinations';
  return sampler === 'grid' ? `${number} ${noun} in the grid` : `${number} ${noun}`;
}

/** `3.2 million`, `10^12` */
function about(value: number): string {
  if (value < 1e9) return `${(value / 1e6).toPrecision(2)} million`;
  return value < 1e12 ? `${(value / 1e9).toPrecision(2)} billion` : `about 10^${Math.round(Math.log10(value))}`;
}

/** Of few random points: a share below half a percent is not said to be none. */
function impossibleWords(share: number): string {
  return share < 0.01 ? 'under 1 %' : `${Math.round(share * 100)} %`;
}
