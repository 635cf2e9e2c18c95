/** Two sets of answers to the same pictures, as text. */
import type { Comparison } from '../../../native-bridge/metrics/comparison.ts';
import { percent, significant } from '../../lib/format.ts';
import { t } from '../messages/index.ts';

/** Significance level: below it a difference counts as more than chance. */
const LEVEL = 0.05;

/** McNemar's test, explained for readers who have never heard of it. */
export function mcnemarWords({ onlyA, onlyB, bothRight, bothWrong, test }: Comparison): string {
  const n = onlyA.length + onlyB.length + bothRight.length + bothWrong.length;
  if (onlyA.length + onlyB.length === 0) return t.sameErrors({ n });
  const model = onlyA.length > onlyB.length ? 'A' : 'B';
  const verdict = test.p < LEVEL ? t.callBetter({ model }) : t.callNone();
  return t.aloneRight({ n, a: onlyA.length, b: onlyB.length, chance: chanceWords(test.p), verdict });
}

function chanceWords(p: number): string {
  if (p > 0.995) return t.nearlyEvery();
  return p < 0.001 ? t.fewCases() : t.ofCases({ share: percent(p) });
}

/** `McNemar's exact test, p = 0.143` */
export function testName({ test }: Comparison): string {
  const p = test.p < 1e-4 ? `p = ${test.p.toExponential(1)}` : `p = ${significant(test.p)}`;
  return test.kind === 'exact'
    ? t.mcnemarExact({ p })
    : t.mcnemarApproximate({ statistic: significant(test.statistic), p });
}

/** Pictures of one kind, by how the two models differ. */
export const WHICH = ['onlyA', 'onlyB', 'bothWrong'] as const;
export type Which = (typeof WHICH)[number];

export const whichWords = (which: Which): string => t[which]();
