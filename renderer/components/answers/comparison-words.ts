/** Two sets of answers to the same pictures, in words. */
import type { Comparison } from '../../../native-bridge/metrics/comparison.ts';
import { count, percent, significant } from '../../lib/format.ts';

/** Below this a difference counts as more than chance: the usual level. */
const LEVEL = 0.05;

/** McNemar's test for somebody who has never heard of it. */
export function mcnemarWords({ onlyA, onlyB, bothRight, bothWrong, test }: Comparison): string {
  const n = onlyA.length + onlyB.length + bothRight.length + bothWrong.length;
  if (onlyA.length + onlyB.length === 0) {
    return `A and B are right and wrong on the same ${count(n)} pictures: nothing here tells them apart.`;
  }
  const better = onlyA.length > onlyB.length ? 'A' : 'B';
  const counts = `Of ${count(n)} pictures A alone gets ${count(onlyA.length)} right and B alone ${count(onlyB.length)}.`;
  const chance = `If both were equally good, chance would make a difference at least this large in ${chanceWords(test.p)}`;
  const verdict = test.p < LEVEL ? `rarely enough to call ${better} better` : 'too often to call one of them better';
  return `${counts} ${chance}: ${verdict}.`;
}

function chanceWords(p: number): string {
  if (p > 0.995) return 'nearly every case';
  return p < 0.001 ? 'fewer than 1 in 1,000 cases' : `${percent(p)} of cases`;
}

/** `McNemar's exact test, p = 0.143` */
export function testName({ test }: Comparison): string {
  const p = test.p < 1e-4 ? `p = ${test.p.toExponential(1)}` : `p = ${significant(test.p)}`;
  return test.kind === 'exact'
    ? `McNemar's exact test, ${p}`
    : `McNemar's test, chi-square ${significant(test.statistic)} with continuity correction, ${p}`;
}

/** Pictures of one kind, by how the two differ. */
export const WHICH = ['onlyA', 'onlyB', 'bothWrong'] as const;
export type Which = (typeof WHICH)[number];
export const WHICH_WORDS: Readonly<Record<Which, string>> = {
  onlyA: 'Only A is right',
  onlyB: 'Only B is right',
  bothWrong: 'Both are wrong',
};
