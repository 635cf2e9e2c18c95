/** Checks a sweep before anything is trained: all problems, and roughly how much it will take. Pure, no tensors. */

import { MT19937 } from '../../datasets/random/mt19937.ts';
import type { Network } from '../convnet/network.ts';
import { ONLY_WITH, readHyperparameters } from '../training/hyperparameters.ts';
import { presetDefaults } from '../training/preset-defaults.ts';
import { TrainingError } from '../training/training-error.ts';
import { isHyperparameter } from '../tuning/base-settings.ts';
import { combinations, gridSize } from '../tuning/combinations.ts';
import { presetDefaultsAsValues } from '../tuning/default-space.ts';
import { requireKnownNames } from '../tuning/known-names.ts';
import { parseSpace } from '../tuning/parse-space.ts';
import type { SweepPlan } from '../tuning/plan.ts';
import { samplerOf } from '../tuning/sampler-of.ts';
import { schedulerOf } from '../tuning/schedulers/index.ts';
import { trialSettings } from '../tuning/settings.ts';
import type { Space, Values } from '../tuning/space.ts';
import { UNTUNABLE } from '../tuning/tunable.ts';
import { TuningError } from '../tuning/tuning-error.ts';
import { describeFailure } from './failure.ts';
import { requireFit } from './network-fit.ts';

export interface PlanProblem {
  /** The dimension that it is about; null if none. */
  readonly dimension: string | null;
  readonly message: string;
  readonly remedy: string;
}

export interface PlanCheck {
  readonly problems: PlanProblem[];
  /** Number of points of the space; null if it contains a real number. For a grid sampler: the grid points. */
  readonly combinations: number | null;
  /** Approximate total epochs of training; null without a number of trials. */
  readonly epochs: number | null;
  /** Share of random sample points whose network is invalid. */
  readonly impossible: number;
}

/** Checks everything except the pictures. @param known number of classes; null: the pictures have not been opened yet */
export function checkPlan(plan: SweepPlan, known: number | null): PlanCheck {
  const classes = known ?? (plan.network ? outputsOf(plan.network) : 6);
  const checks = new Checks();
  const space = checks.attempt(() => parseSpace(plan.space));
  if (!space) return { problems: checks.problems, combinations: null, epochs: null, impossible: 0 };
  const size = plan.sampler === 'grid' ? gridSize(space, plan.gridPoints) : combinations(space);
  checks.attempt(() => plan.network && requireFit(plan.network, classes));
  for (const name of Object.keys(plan.hyperparameters)) checks.attempt(() => requireFixed(plan, name));
  const possible = checks.attempt(() => {
    requireKnownNames(space, plan);
    // Wrongly fixed values have been reported separately.
    if (checks.problems.length === 0) trialSettings(plan, presetDefaultsAsValues(space, plan), classes);
    return checks.problems.length === 0;
  });
  if (possible) {
    for (const [i, values] of plan.guesses.entries()) checks.attempt(() => requireGuess(plan, values, classes, i + 1));
  }
  checks.attempt(() => samplerOf(plan.sampler, space, { seed: plan.seed, gridPoints: plan.gridPoints }));
  const epochs = checks.attempt(() => epochsOf(plan, size));
  return {
    problems: checks.problems,
    combinations: size === null ? null : Number(size),
    epochs,
    impossible: checks.problems.length > 0 ? 0 : impossibleShare(plan, space, classes),
  };
}

/** 6 if it has none: `requireFit` then reports what is wrong with it. */
function outputsOf(network: Network): number {
  const last = network.layers.findLast((layer) => layer.kind === 'dense');
  return last?.kind === 'dense' ? last.units : 6;
}

/** Collects several problems, so that a person can fix them together. */
class Checks {
  readonly problems: PlanProblem[] = [];

  /** Null if the check finds a problem. */
  attempt<T>(check: () => T): T | null {
    try {
      return check();
    } catch (error) {
      const { message, remedy } = describeFailure(error);
      if (remedy === undefined) throw error;
      const dimension = error instanceof TuningError ? error.dimension : null;
      if (!this.problems.some((problem) => problem.message === message)) {
        this.problems.push({ dimension, message, remedy });
      }
      return null;
    }
  }
}

/** @throws TuningError, TrainingError for a fixed hyperparameter that is also searched, or has no effect */
function requireFixed({ preset, hyperparameters, space }: SweepPlan, name: string): void {
  if (Object.hasOwn(space, name)) {
    throw new TuningError(`${name} is both fixed and searched.`, 'Leave one of the two out.', name);
  }
  const reason = isHyperparameter(name) && name !== 'costDivisor' ? UNTUNABLE[name] : undefined;
  if (reason !== undefined) {
    throw new TuningError(`${name} has no effect in a sweep: ${reason}.`, `Leave ${name} out.`, name);
  }
  const [other] = (isHyperparameter(name) && ONLY_WITH[name]) || [];
  if (other !== undefined && Object.hasOwn(space, other)) return;
  const rest = other === undefined || hyperparameters[other] === undefined ? {} : { [other]: hyperparameters[other] };
  readHyperparameters({ [name]: hyperparameters[name], ...rest }, presetDefaults(preset).hyperparameters);
}

/** @throws TuningError for values that a manual trial cannot have. @param place from 1, for people */
export function requireGuess(plan: SweepPlan, values: Values, classes: number, place: number): void {
  const unknown = Object.keys(values).find((name) => !Object.hasOwn(plan.space, name));
  if (unknown !== undefined) {
    throw new TuningError(
      `Trial ${place} by hand names "${unknown}", which is not in the space.`,
      `The space has: ${Object.keys(plan.space).join(', ')}.`,
      unknown,
    );
  }
  try {
    const settings = trialSettings(plan, values, classes);
    if (!('impossible' in settings)) return;
    throw new TuningError(
      `The network of trial ${place} by hand cannot be: ${settings.impossible.reason}`,
      'Change it.',
    );
  } catch (error) {
    if (error instanceof TuningError || !(error instanceof TrainingError)) throw error;
    throw new TuningError(`Trial ${place} by hand: ${error.message}`, error.remedy);
  }
}

const TRIED = 200;

function impossibleShare(plan: SweepPlan, space: Space, classes: number): number {
  const sampler = samplerOf('random', space, { seed: plan.seed });
  let impossible = 0;
  for (let number = 0; number < TRIED; number++) {
    const values = sampler.ask({ trials: [], directions: [] }, number);
    if (values && 'impossible' in trialSettings(plan, values, classes)) impossible++;
  }
  return impossible / TRIED;
}

/** Number of trials in a simulated sweep: enough to show how the scheduler behaves. */
const MOST_IMAGINED = 300;
const MOST_FIGURES = 1_000_000;

/** @throws ArgumentError if the scheduler's settings are invalid */
function epochsOf(plan: SweepPlan, size: bigint | null): number | null {
  const { scheduler, epochs, budget, seeds, folds, fresh } = plan;
  const grid = plan.sampler === 'grid' && size !== null ? Number(size) : Number.POSITIVE_INFINITY;
  const imagined = imaginedEpochs(schedulerOf(scheduler, epochs), epochs);
  if (budget.trials === null) return null;
  const trials = Math.min(budget.trials, grid);
  const count = Math.max(1, Math.min(trials, MOST_IMAGINED, Math.floor(MOST_FIGURES / epochs)));
  const perTrial = imagined(count) / count;
  return Math.round(
    perTrial * trials * seeds * Math.max(folds, 1) + Math.min(fresh.best, trials) * fresh.seeds * epochs,
  );
}

/** Epochs that a scheduler gives to trials with random scores, because the real ones are unknown. */
function imaginedEpochs(scheduler: ReturnType<typeof schedulerOf>, epochs: number): (trials: number) => number {
  return (trials) => {
    const random = new MT19937(0);
    const scores: number[] = [];
    const done: number[] = [];
    for (;;) {
      const move = scheduler.next(scores.length < trials);
      if (move.kind === 'wait') return done.reduce((sum, some) => sum + some, 0);
      const trial = move.kind === 'start' ? scores.length : move.trial;
      if (move.kind === 'start') {
        scores.push(random.randn());
        scheduler.started(trial, move.until);
      }
      done[trial] = Math.min(move.until, epochs);
      scheduler.report(trial, move.until, new Array<number>(move.until).fill(scores[trial]!));
    }
  };
}
