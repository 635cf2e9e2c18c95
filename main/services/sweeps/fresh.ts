/** Scores of the best few trials with seeds that the sweep has not used. */
import { DIRECTIONS, type FreshScore, type Objective, type Trial } from '../../../native-bridge/host/sweep-messages.ts';
import { meanInterval, welch } from '../../../native-bridge/host/tuning-messages.ts';
import type { FreshResult } from '../../ipc/schemas/sweep.ts';

/** Two means differ if p is below this. */
const SIGNIFICANT = 0.05;

/**
 * @param best the sweep's best trial
 * @returns null while the best has fewer than two fresh scores: one says nothing about its spread
 */
export function freshResult(
  scores: readonly FreshScore[],
  trials: readonly Trial[],
  objective: Objective,
  best: number,
): FreshResult | null {
  const sign = DIRECTIONS[objective] === 'maximize' ? 1 : -1;
  const byTrial = Map.groupBy(scores, ({ trial }) => trial);
  const rows = trials.flatMap(({ number, scores: swept }) => {
    const fresh = byTrial.get(number) ?? [];
    const score = swept?.[0];
    if (fresh.length < 2 || typeof score !== 'number') return [];
    const interval = meanInterval(fresh.map((one) => one.score));
    return [{ trial: number, score, scores: fresh.map(({ seed, score }) => ({ seed, score })), ...interval }];
  });
  rows.sort((a, b) => sign * (b.score - a.score) || a.trial - b.trial);
  const winner = rows.find(({ trial }) => trial === best);
  if (!winner) return null;
  return { trials: rows, optimism: sign * (winner.score - winner.mean), difference: differenceOf(rows, sign) };
}

/** Compares the first and the second by their fresh means. */
function differenceOf(rows: FreshResult['trials'], sign: number): FreshResult['difference'] {
  const [first, second] = rows.toSorted((a, b) => sign * (b.mean - a.mean) || a.trial - b.trial);
  if (!first || !second) return null;
  const valuesOf = ({ scores }: FreshResult['trials'][number]) => scores.map(({ score }) => score);
  const { p } = welch(valuesOf(first), valuesOf(second));
  return { first: first.trial, second: second.trial, p, differ: p < SIGNIFICANT };
}
