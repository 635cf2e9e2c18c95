/** Splits trials into good ones, to stay close to, and bad ones. */
import type { History, Observed } from '../../history.ts';
import { bestFirst } from '../../ranking.ts';

export interface Split {
  /** Best first. */
  readonly good: readonly Observed[];
  /** In the order of their numbers. */
  readonly bad: readonly Observed[];
}

/** Number of good ones among n scored trials: 15 % as in BOHB (Falkner et al. 2018), at most 25 as in Optuna. */
export function goodCount(n: number): number {
  return Math.min(Math.ceil(0.15 * n), 25);
}

/**
 * A trial that failed, and one in progress without a score (constant liar: Ginsbourger et al. 2010), count as bad, so
 * that the search goes elsewhere and two workers do not try the same point.
 * @returns null if fewer than `least` trials have a score
 */
export function splitTrials(history: History, least: number): Split | null {
  const ranked = bestFirst(history);
  if (ranked.length < least) return null;
  const good = ranked.slice(0, goodCount(ranked.length));
  const chosen = new Set<Observed>(good);
  const bad = history.trials.filter((trial) => !chosen.has(trial)).sort((a, b) => a.number - b.number);
  return { good, bad };
}
