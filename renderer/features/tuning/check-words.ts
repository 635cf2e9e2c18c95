/** Summary of a new sweep's settings, as text. */
import type { Output } from '../../../main/ipc/contract.ts';
import { language } from '../../lib/language.ts';
import { t } from './messages/index.ts';

/** `12,288 combinations, about 1,300 epochs of training, 4 % of the networks cannot be built and cost no time.` */
export function checkWords({ combinations: n, epochs, impossible }: Output<'sweeps.check'>, sampler: string): string {
  const combinations = combinationWords(n, sampler);
  const share = impossibleWords(impossible);
  if (impossible === 0)
    return epochs === null ? t.checkPlain({ combinations }) : t.checkEpochs({ combinations, epochs });
  return epochs === null ? t.checkImpossible({ combinations, share }) : t.checkAll({ combinations, epochs, share });
}

export function combinationWords(combinations: number | null, sampler: string): string {
  if (combinations === null) return t.combinationsInfinite();
  const grid = sampler === 'grid';
  if (combinations < 1e6) return grid ? t.combinationsGrid({ n: combinations }) : t.combinations({ n: combinations });
  if (combinations < 1e12) {
    const n = about(combinations);
    return grid ? t.combinationsManyGrid({ n }) : t.combinationsMany({ n });
  }
  const n = Math.round(Math.log10(combinations));
  return grid ? t.combinationsPowerGrid({ n }) : t.combinationsPower({ n });
}

/** `3.2 million`, `320 万` */
function about(value: number): string {
  const look = { notation: 'compact', compactDisplay: 'long', maximumSignificantDigits: 2 } as const;
  return new Intl.NumberFormat(language(), look).format(value).replace(/(?<=\d)(?=\p{Script=Han})/u, ' ');
}

/** The share among a few random points: below half a percent it is not reported as zero. */
function impossibleWords(share: number): string {
  return share < 0.01 ? t.underOne() : `${Math.round(share * 100)} %`;
}
