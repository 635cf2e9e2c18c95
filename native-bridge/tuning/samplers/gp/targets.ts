/** The targets of a Gaussian process: one number per trial, lower is better, mean 0 and variance 1. */
import type { Random } from '../../../../datasets/synthetic/random.ts';
import type { Direction, History, Observed } from '../../history.ts';
import { isScored, type Scored } from '../../ranking.ts';

export interface Target {
  readonly trial: Observed;
  readonly target: number;
}

/** Weight of the sum in ParEGO's scalarisation (Knowles 2006). */
const PAREGO_SUM = 0.05;
/**
 * Costs are capped at this multiple of the distance from best to median above the median, because a loss can explode.
 */
const REACH = 2;

/**
 * - Several objectives are combined into one with random weights (ParEGO).
 * - A trial that was pruned or waits partly trained counts as no better than the median of the complete ones.
 * - A trial that failed counts as the worst of all, so that its neighbourhood is avoided.
 */
export function targetsOf({ trials, directions }: History, random: Random): Target[] {
  const scored = trials.filter((trial) => isScored(trial, directions.length));
  const costs = cappedAbove(partialNoBetter(scored, scalarCosts(scored, directions, random)));
  const worst = Math.max(...costs);
  const failed = trials.filter(({ state }) => state === 'failed');
  const all = [
    ...scored.map((trial, i) => ({ trial, target: costs[i]! })),
    ...failed.map((trial) => ({ trial, target: worst })),
  ];
  return standardised(all);
}

function scalarCosts(scored: readonly Scored[], directions: readonly Direction[], random: Random): number[] {
  const sign = (i: number) => (directions[i] === 'maximize' ? -1 : 1);
  if (directions.length === 1) return scored.map(({ scores }) => sign(0) * scores[0]!);
  const weights = directions.map(() => -Math.log(1 - random.uniform())); // uniform on the simplex, once normalised
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const axes = directions.map((_, i) => inReach(cappedAbove(scored.map(({ scores }) => sign(i) * scores[i]!))));
  return scored.map((_, t) => {
    const parts = axes.map((axis, i) => (weights[i]! / total) * axis[t]!);
    return Math.max(...parts) + PAREGO_SUM * parts.reduce((sum, part) => sum + part, 0);
  });
}

/** Scaled to [0, 1]. */
function inReach(costs: readonly number[]): number[] {
  const [low, high] = [Math.min(...costs), Math.max(...costs)];
  return costs.map((cost) => (high > low ? (cost - low) / (high - low) : 0));
}

function partialNoBetter(scored: readonly Scored[], costs: readonly number[]): number[] {
  const complete = costs.filter((_, i) => scored[i]!.state === 'complete');
  if (complete.length === 0) return [...costs];
  const middle = median(complete);
  return costs.map((cost, i) => (scored[i]!.state === 'complete' ? cost : Math.max(cost, middle)));
}

function cappedAbove(costs: readonly number[]): number[] {
  const [best, middle] = [Math.min(...costs), median(costs)];
  const cap = middle + REACH * (middle - best);
  return cap > best ? costs.map((cost) => Math.min(cost, cap)) : [...costs];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}

function standardised(targets: readonly Target[]): Target[] {
  const n = targets.length;
  const mean = targets.reduce((sum, { target }) => sum + target, 0) / n;
  const variance = targets.reduce((sum, { target }) => sum + (target - mean) ** 2, 0) / n;
  const deviation = Math.sqrt(variance) || 1;
  return targets.map(({ trial, target }) => ({ trial, target: (target - mean) / deviation }));
}
