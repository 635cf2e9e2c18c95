/**
 * Tree-structured Parzen estimator (Bergstra et al. 2011; multivariate as Falkner et al. 2018; settings as Watanabe 2023
 * and Optuna have them): points are taken from a density of the good trials, and the one is proposed that is likeliest
 * among the good ones in proportion to the bad ones.
 */
import type { Random } from '../../../../datasets/synthetic/random.ts';
import { type Point, unitCoordinates, valuesAt } from '../../encoding.ts';
import type { History, Observed } from '../../history.ts';
import type { Sampler } from '../../sampler.ts';
import type { Space, Values } from '../../space.ts';
import { sobolValues } from '../sobol.ts';
import { streamOf } from '../stream.ts';
import { ParzenEstimator } from './parzen.ts';
import { type Split, splitTrials } from './split.ts';

/** Trials with a score before it learns; until then points of a Sobol sequence. 10 is Optuna's. */
export const STARTUP_TRIALS = 10;
/** Points among which the best is taken. */
const CANDIDATES = 24;
/** Trials of full weight; older ones count less and less (Bergstra et al. 2013). */
const RECENT = 25;

export function tpeSampler(space: Space, seed: number, startupTrials: number = STARTUP_TRIALS): Sampler {
  return {
    ask(history, number) {
      const split = splitTrials(history, startupTrials);
      if (split === null) return sobolValues(space, seed, number);
      return propose(space, split, history, streamOf(seed, number, 'tpe'));
    },
  };
}

function propose(space: Space, { good, bad }: Split, { trials }: History, random: Random): Values {
  const [likely, unlikely] = [estimatorOf(space, good), estimatorOf(space, bad)];
  const tried = new Set(trials.map(({ values }) => keyOf(unitCoordinates(space, values))));
  const candidates = Array.from({ length: CANDIDATES }, () => likely.sample(random));
  const fresh = candidates.filter((point) => !tried.has(keyOf(point)));
  return valuesAt(space, best(fresh.length > 0 ? fresh : candidates, likely, unlikely));
}

function estimatorOf(space: Space, trials: readonly Observed[]): ParzenEstimator {
  const points = trials.map(({ values }) => unitCoordinates(space, values));
  return new ParzenEstimator(space, points, recencyWeights(trials.length));
}

/** Oldest first: 1 for the last 25, before them rising from 1/n. */
function recencyWeights(n: number): number[] {
  const old = n - RECENT;
  return Array.from({ length: n }, (_, i) => (i < old ? 1 / n + (i * (1 - 1 / n)) / Math.max(old - 1, 1) : 1));
}

function best(points: readonly Point[], likely: ParzenEstimator, unlikely: ParzenEstimator): Point {
  const gains = points.map((point) => likely.logDensity(point) - unlikely.logDensity(point));
  return points[gains.indexOf(Math.max(...gains))]!;
}

function keyOf(point: Point): string {
  return JSON.stringify(point);
}
