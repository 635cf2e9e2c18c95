/**
 * Bayesian optimisation: an exact Gaussian process (Matern 5/2) and expected improvement over the best posterior mean,
 * not over the best score, which is partly luck. For few trials: a proposal costs about n^3 operations, so beyond
 * MOST_POINTS it learns from a subset, half of it the best and half the most recent trials.
 */
import { type Point, unitCoordinates, valuesAt } from '../../encoding.ts';
import type { History } from '../../history.ts';
import { isScored } from '../../ranking.ts';
import type { Sampler } from '../../sampler.ts';
import type { Space, Values } from '../../space.ts';
import { sobolValues } from '../sobol.ts';
import { streamOf } from '../stream.ts';
import { Features } from './features.ts';
import { fitHyper } from './fit.ts';
import { bestPoint } from './maximise.ts';
import { Posterior } from './posterior.ts';
import { type Target, targetsOf } from './targets.ts';

/** Scored trials before it starts to learn; until then it proposes points of a Sobol sequence. */
export const STARTUP_TRIALS = 10;
/** Trials that it learns from, and trials to fit its hyperparameters to, which takes 25 evaluations instead of one. */
const [MOST_POINTS, MOST_FITTED] = [150, 80];

export function gpSampler(space: Space, seed: number, startupTrials: number = STARTUP_TRIALS): Sampler {
  const features = new Features(space);
  return {
    ask(history, number) {
      const scored = history.trials.filter((trial) => isScored(trial, history.directions.length));
      if (scored.length < startupTrials) return sobolValues(space, seed, number);
      return propose(space, features, history, seed, number);
    },
  };
}

function propose(space: Space, features: Features, history: History, seed: number, number: number): Values {
  const random = streamOf(seed, number, 'gp');
  const pointOf = ({ values }: { readonly values: Values }) => unitCoordinates(space, values);
  const learnt = mostTelling(targetsOf(history, random), MOST_POINTS);
  const running = history.trials.filter((trial) => trial.state === 'running' && trial.scores === null).map(pointOf);
  const known = {
    ...{ points: learnt.map(({ trial }) => pointOf(trial)), running },
    tried: history.trials.map(pointOf),
  };
  return valuesAt(space, bestPoint(features, posteriorOf(space, features, learnt, running), known, random));
}

/** `most` targets: half of them the best, half the most recent. */
function mostTelling(targets: readonly Target[], most: number): readonly Target[] {
  if (targets.length <= most) return targets;
  const ranked = targets.toSorted((a, b) => a.target - b.target);
  const rest = ranked.slice(most / 2).sort((a, b) => b.trial.number - a.trial.number);
  return [...ranked.slice(0, most / 2), ...rest.slice(0, most / 2)];
}

/** Trials in progress are assumed to give what the process predicts: it is then certain there, and looks elsewhere. */
function posteriorOf(
  space: Space,
  features: Features,
  learnt: readonly Target[],
  running: readonly Point[],
): Posterior {
  const rowOf = ({ trial }: Target) => features.row(unitCoordinates(space, trial.values));
  const fitted = mostTelling(learnt, MOST_FITTED);
  const hyper = fitHyper(fitted.map(rowOf), targetsIn(fitted), features);
  const [rows, targets] = [learnt.map(rowOf), targetsIn(learnt)];
  const known = new Posterior(rows, targets, hyper, features.dimensionOf);
  if (running.length === 0) return known;
  const more = running.map((point) => features.row(point));
  const believed = Float64Array.from([...targets, ...more.map((row) => known.mean(row))]);
  return new Posterior([...rows, ...more], believed, hyper, features.dimensionOf);
}

function targetsIn(learnt: readonly Target[]): Float64Array {
  return Float64Array.from(learnt, ({ target }) => target);
}
