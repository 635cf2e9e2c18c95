/**
 * Several objectives at once: the trials that no other one dominates. Pure, because the page draws the front with it.
 */
import type { History, Observed } from './history.ts';

/** Whether `a` is at least as low as `b` in every cost and lower in one. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let lower = false;
  for (let i = 0; i < a.length; i++) {
    if (a[i]! > b[i]!) return false;
    if (a[i]! < b[i]!) lower = true;
  }
  return lower;
}

/** The complete trials that no complete one dominates, in the order of the history. */
export function paretoFront({ trials, directions }: History): Observed[] {
  const complete = trials.filter(
    ({ state, scores }) =>
      state === 'complete' && scores?.length === directions.length && scores.every((score) => Number.isFinite(score)),
  );
  const costs = complete.map((trial) =>
    trial.scores!.map((score, i) => (directions[i] === 'maximize' ? -score : score)),
  );
  const ranks = nondominationRanks(costs);
  return complete.filter((_, i) => ranks[i] === 0);
}

/**
 * Front 0 is not dominated, front 1 only by front 0, and so on (Deb et al. 2002, NSGA-II).
 * @param costs one row per trial; lower is better
 */
export function nondominationRanks(costs: readonly (readonly number[])[]): number[] {
  const above = costs.map((cost) => costs.reduce((count, other) => count + (dominates(other, cost) ? 1 : 0), 0));
  const ranks = costs.map(() => 0);
  let front = costs.map((_, i) => i).filter((i) => above[i] === 0);
  for (let rank = 0; front.length > 0; rank++) {
    const next: number[] = [];
    for (const i of front) {
      ranks[i] = rank;
      for (let j = 0; j < costs.length; j++) {
        if (dominates(costs[i]!, costs[j]!) && --above[j]! === 0) next.push(j);
      }
    }
    front = next;
  }
  return ranks;
}

/** How far a trial is from its neighbours of the same front, over all costs (NSGA-II); infinite at the ends. */
export function crowdingDistances(costs: readonly (readonly number[])[], ranks: readonly number[]): number[] {
  const distances = costs.map(() => 0);
  for (const rank of new Set(ranks)) {
    const front = costs.map((_, i) => i).filter((i) => ranks[i] === rank);
    for (let axis = 0; axis < costs[0]!.length; axis++) addGaps(costs, front, axis, distances);
  }
  return distances;
}

function addGaps(costs: readonly (readonly number[])[], front: number[], axis: number, distances: number[]): void {
  const at = (i: number) => costs[i]![axis]!;
  const sorted = front.toSorted((a, b) => at(a) - at(b));
  const [first, last] = [sorted[0]!, sorted.at(-1)!];
  distances[first] = Number.POSITIVE_INFINITY;
  distances[last] = Number.POSITIVE_INFINITY;
  const reach = at(last) - at(first) || 1;
  for (let k = 1; k < sorted.length - 1; k++)
    distances[sorted[k]!]! += (at(sorted[k + 1]!) - at(sorted[k - 1]!)) / reach;
}
