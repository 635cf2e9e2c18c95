/** Trials from best to worst, for any objectives. Pure, because the page ranks with it too. */
import type { Direction, History, Observed } from './history.ts';
import { crowdingDistances, nondominationRanks } from './pareto.ts';

/** A trial with usable scores: as many finite ones as there are objectives. */
export interface Scored extends Observed {
  readonly scores: readonly number[];
}

export function isScored(trial: Observed, objectives: number): trial is Scored {
  const { state, scores } = trial;
  return state !== 'failed' && scores !== null && scores.length === objectives && scores.every(Number.isFinite);
}

/**
 * Best first: complete trials by their score (several objectives: by nondomination rank, the less crowded first), then
 * those that were pruned or wait partly trained, by number of epochs and then by score. Ties keep their order.
 */
export function bestFirst({ trials, directions }: History): Scored[] {
  const scored = trials.filter((trial) => isScored(trial, directions.length));
  const complete = scored.filter(({ state }) => state === 'complete');
  const partial = scored.filter(({ state }) => state !== 'complete');
  const places = new Map(byScore(partial, directions).map((trial, place) => [trial, place]));
  partial.sort((a, b) => b.epochs - a.epochs || places.get(a)! - places.get(b)!);
  return [...byScore(complete, directions), ...partial];
}

function byScore(trials: readonly Scored[], directions: readonly Direction[]): Scored[] {
  const costs = trials.map(({ scores }) => scores.map((score, i) => (directions[i] === 'maximize' ? -score : score)));
  const order = trials.map((_, i) => i);
  if (directions.length === 1) order.sort((a, b) => costs[a]![0]! - costs[b]![0]!);
  else {
    const ranks = nondominationRanks(costs);
    const distances = crowdingDistances(costs, ranks);
    order.sort((a, b) => ranks[a]! - ranks[b]! || Math.sign(distances[b]! - distances[a]!) || 0);
  }
  return order.map((i) => trials[i]!);
}
