/** Which trials are good ones, to be near to, and which are not. */
import type { History, Observed } from '../../history.ts';
import { bestFirst } from '../../ranking.ts';

export interface Split {
  /** In the order of their numbers, as are the others. */
  readonly good: readonly Observed[];
  readonly bad: readonly Observed[];
}

/** Good ones among n trials with a score: a tenth, at most 25 (Optuna's). */
export function goodCount(n: number): number {
  return Math.min(Math.ceil(0.1 * n), 25);
}

/**
 * A trial that failed, and one that is under way without a score (constant liar: Ginsbourger et al. 2010), count as bad:
 * the search goes elsewhere, and two workers do not try the same point.
 * @returns null where fewer than `least` trials have a score
 */
export function splitTrials(history: History, least: number): Split | null {
  const ranked = bestFirst(history);
  if (ranked.length < least) return null;
  const good = new Set<Observed>(ranked.slice(0, goodCount(ranked.length)));
  const byNumber = history.trials.toSorted((a, b) => a.number - b.number);
  return { good: byNumber.filter((trial) => good.has(trial)), bad: byNumber.filter((trial) => !good.has(trial)) };
}
