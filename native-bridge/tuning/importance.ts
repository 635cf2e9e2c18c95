/**
 * Which dimensions a good score depends on: PED-ANOVA (Watanabe, Bansal & Hutter 2023, "PED-ANOVA: Efficiently
 * Quantifying Hyperparameter Importance in Arbitrary Subspaces", IJCAI). Along each dimension the density of the best
 * tenth of the trials is compared with that of all trials, by Pearson's divergence. Not fANOVA, which needs a forest
 * fitted to uniformly sampled trials; this compares with the trials as a sampler chose them, and takes milliseconds.
 *
 * From every divergence the mean divergence of a randomly picked tenth is subtracted, so that dimensions without effect
 * come out at about 0. Pure, without Node and zod, because the page uses it.
 */
import { type Point, unitCoordinates, valueCount } from './encoding.ts';
import type { History } from './history.ts';
import { bestFirst } from './ranking.ts';
import type { Dimension, Space } from './space.ts';

/** Scored trials that are needed to estimate any importance. */
export const FEWEST_SCORED = 20;
/** Scored trials in which a dimension must be active. */
const FEWEST_ACTIVE = 12;
/**
 * The best trials: this share, and at least this multiple of the square root of their number, since five say too
 * little.
 */
const [BEST_SHARE, BEST_ROOT] = [0.1, 1.5];
/** Cells of a number; a whole number with fewer values has one for each. */
const CELLS = 32;
/** Standard deviation of the kernel for one trial; it falls with the fifth root of their number (Scott 1992). */
const BANDWIDTH = 0.2;

/**
 * For one objective. A dimension that is active in only some trials is judged within them and weighted by their share.
 * @returns shares that sum to 1, by dimension; null with fewer than 20 scored trials, or if none differs from chance
 */
export function importance(space: Space, history: History, objective = 0): Record<string, number> | null {
  const points = rankedPoints(space, history, objective);
  if (points.length < FEWEST_SCORED) return null;
  const gains = Object.values(space).map((dimension, d) => {
    const active = points.flatMap((point) => point[d] ?? []);
    return (active.length / points.length) * Math.max(divergence(dimension, active), 0);
  });
  const total = gains.reduce((sum, gain) => sum + gain, 0);
  if (total === 0) return null;
  return Object.fromEntries(Object.keys(space).map((name, d) => [name, gains[d]! / total]));
}

function rankedPoints(space: Space, { trials, directions }: History, objective: number): Point[] {
  const alone = trials.flatMap((trial) => {
    const score = trial.scores?.[objective];
    return score === undefined ? [] : { ...trial, scores: [score] };
  });
  const ranked = bestFirst({ trials: alone, directions: [directions[objective]!] });
  return ranked.map(({ values }) => unitCoordinates(space, values));
}

/** Pearson divergence of the best coordinates from all, minus its value by chance. @param ranked best first */
function divergence(dimension: Dimension, ranked: readonly number[]): number {
  const best = Math.ceil(Math.max(BEST_SHARE * ranked.length, BEST_ROOT * Math.sqrt(ranked.length)));
  if (ranked.length < FEWEST_ACTIVE || valueCount(dimension) === 1) return 0;
  const cells = Math.min(valueCount(dimension), dimension.kind === 'choice' ? Number.POSITIVE_INFINITY : CELLS);
  const kernel = kernelOf(cells, dimension.kind === 'choice' ? 0 : BANDWIDTH * best ** -0.2);
  const all = countsIn(ranked, cells);
  const [q, p] = [smoothed(all, kernel), smoothed(countsIn(ranked.slice(0, best), cells), kernel)];
  const spread = varianceOfMeans(all, kernel, q, best);
  return q.reduce((sum, share, b) => sum + (share > 0 ? ((p[b]! - share) ** 2 - spread[b]!) / share : 0), 0);
}

function countsIn(coordinates: readonly number[], cells: number): number[] {
  const counts = new Array<number>(cells).fill(0);
  for (const x of coordinates) counts[Math.min(Math.floor(x * cells), cells - 1)]!++;
  return counts;
}

/**
 * (cells, cells): how a trial in one cell is spread over all cells, by a normal distribution truncated at the borders.
 */
function kernelOf(cells: number, bandwidth: number): number[][] {
  return Array.from({ length: cells }, (_, from) => {
    const row = Array.from({ length: cells }, (_, to) => {
      if (bandwidth === 0) return from === to ? 1 : 0;
      return Math.exp(-0.5 * ((from - to) / cells / bandwidth) ** 2);
    });
    const total = row.reduce((sum, weight) => sum + weight, 0);
    return row.map((weight) => weight / total);
  });
}

/** (cells) shares that sum to 1. */
function smoothed(counts: readonly number[], kernel: readonly (readonly number[])[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((_, to) => counts.reduce((sum, count, from) => sum + count * kernel[from]![to]!, 0) / total);
}

/** (cells) variance of the share if `best` of the trials are picked at random without replacement. */
function varianceOfMeans(
  counts: readonly number[],
  kernel: readonly (readonly number[])[],
  mean: readonly number[],
  best: number,
): number[] {
  const n = counts.reduce((sum, count) => sum + count, 0);
  return mean.map((share, to) => {
    const squares = counts.reduce((sum, count, from) => sum + count * (kernel[from]![to]! - share) ** 2, 0);
    return (squares / (n - 1) / best) * (1 - best / n);
  });
}
