/** Turns the flags of `tune` into the plan of a sweep. */
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { SweepPlan, Values } from '../../native-bridge/host/sweep-messages.ts';
import {
  type BaseSettings,
  checkPlan,
  readFixed,
  readNetwork,
  readSpace,
  sweepOptions,
} from '../../native-bridge/host/tuning-messages.ts';
import { HostError } from '../hosts/host-error.ts';
import { backendChoice } from '../services/training.ts';
import { UsageError } from './exit.ts';
import { readJsonFile, valid } from './json-file.ts';

export interface TuneFlags {
  data?: string;
  preset?: string;
  network?: string;
  space?: string;
  sampler?: string;
  scheduler?: string;
  objectives?: string;
  trials?: number;
  minutes?: number;
  epochs?: number;
  seeds?: number;
  folds?: number;
  validation?: number;
  seed?: number;
  set: string[];
  guess: string[];
  gridPoints?: number;
  backend?: string;
  lanes?: number;
  freshBest?: number;
  freshSeeds?: number;
  queue?: string;
  out?: string;
  resume?: boolean;
}

/** 256 trials of `course` under ASHA take about a minute on two cores. */
export const TUNE_DEFAULTS = {
  ...{ trials: 256, sampler: 'tpe', scheduler: 'asha', objectives: 'validationAccuracy', validation: 0.15 },
  ...{ seeds: 1, folds: 0, seed: 3, gridPoints: 5, backend: 'auto', freshBest: 3, freshSeeds: 5 },
} as const;

/** @throws HostError, UsageError for an impossible plan, before any file is written. */
export function planOf(flags: TuneFlags): SweepPlan {
  const plan = draftOf(flags);
  const [problem] = checkPlan(plan, null).problems;
  if (problem) throw new HostError({ ...problem, badArgument: true });
  return plan;
}

function draftOf(flags: TuneFlags): SweepPlan {
  const base = baseOf(flags);
  const options = valid(sweepOptions(base));
  const given = { ...TUNE_DEFAULTS, ...flags };
  return parsed({
    ...base,
    space: flags.space === undefined ? options.space : valid(readSpace(readJsonFile(flags.space, '--space'))),
    guesses: flags.guess.map(guessOf),
    ...{ sampler: given.sampler, scheduler: { kind: given.scheduler }, gridPoints: given.gridPoints },
    objectives: given.objectives.split(',').map((name) => name.trim()),
    budget: budgetOf(flags),
    epochs: flags.epochs ?? options.epochs,
    ...{ seeds: given.seeds, folds: given.folds, validation: given.validation, seed: given.seed },
    ...{ backend: backendChoice(given.backend), lanes: flags.lanes ?? null },
    fresh: { best: given.freshBest, seeds: given.freshSeeds },
  });
}

function baseOf({ preset, network: file, set }: TuneFlags): BaseSettings {
  const network = file === undefined ? null : valid(readNetwork(readJsonFile(file, '--network')));
  return { preset: preset ?? network?.name ?? 'course', network, hyperparameters: valid(readFixed(set)) };
}

/** If only minutes are given, as many trials as fit. */
function budgetOf({ trials, minutes }: TuneFlags): SweepPlan['budget'] {
  if (minutes === undefined) return { trials: trials ?? TUNE_DEFAULTS.trials, minutes: null };
  return { trials: trials ?? null, minutes };
}

function guessOf(text: string): Values {
  const remedy = 'Write one as {"learningRate":0.003,"batchSize":32}, and repeat --guess for more.';
  try {
    const values = Values.safeParse(JSON.parse(text));
    if (values.success) return values.data;
  } catch {
    // reported below
  }
  throw new UsageError(`${text.slice(0, 80)} are not values of a trial.`, remedy);
}

const FLAGS: Readonly<Record<string, string>> = { 'fresh.best': '--fresh-best', 'fresh.seeds': '--fresh-seeds' };

function parsed(wanted: object): SweepPlan {
  const plan = SweepPlan.safeParse(wanted);
  if (plan.success) return plan.data;
  const [issue] = plan.error.issues;
  const path = issue!.path.join('.');
  const flag = FLAGS[path] ?? flagOf(String(issue!.path[0]));
  throw new UsageError(`${flag}: ${issueText(issue!)}.`, '`tune --help` lists what it takes.');
}

function issueText(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union' && issue.path[0] === 'scheduler') {
    return `it must be one of ${SweepPlan.shape.scheduler.options.map(({ shape }) => shape.kind.value).join(', ')}`;
  }
  if (issue.code !== 'invalid_value') return issue.message;
  return `it must be one of ${issue.values.join(', ')}`;
}

/** The part of a plan that a flag decides. */
const PARTS: Readonly<Record<string, (plan: SweepPlan) => unknown>> = {
  preset: ({ preset }) => preset,
  network: ({ network }) => network,
  space: ({ space }) => space,
  sampler: ({ sampler }) => sampler,
  scheduler: ({ scheduler }) => scheduler,
  objectives: ({ objectives }) => objectives,
  epochs: ({ epochs }) => epochs,
  seeds: ({ seeds }) => seeds,
  folds: ({ folds }) => folds,
  validation: ({ validation }) => validation,
  seed: ({ seed }) => seed,
  set: ({ hyperparameters }) => hyperparameters,
  guess: ({ guesses }) => guesses,
  gridPoints: ({ gridPoints }) => gridPoints,
  backend: ({ backend }) => backend,
  freshBest: ({ fresh }) => fresh.best,
  freshSeeds: ({ fresh }) => fresh.seeds,
};

/**
 * A resumed sweep keeps its plan, except for a larger budget and the lanes of this machine; flags that repeat a value
 * change nothing.
 * @throws UsageError naming the flags that would change it
 */
export function resumedPlan(flags: TuneFlags, before: SweepPlan): SweepPlan {
  const given = Object.keys(PARTS).filter((name) => isGiven(flags[name as keyof TuneFlags]));
  const wanted = given.length > 0 ? draftOf(flags) : before;
  const changed = given.filter((name) => !isDeepStrictEqual(PARTS[name]!(wanted), PARTS[name]!(before)));
  if (changed.length > 0) {
    throw new UsageError(
      `A resumed sweep keeps its plan, so ${changed.map(flagOf).join(' and ')} cannot change.`,
      'Leave them out, or tune without --resume into a new folder.',
    );
  }
  const { trials = before.budget.trials, minutes = before.budget.minutes, lanes = before.lanes } = flags;
  return { ...before, lanes, budget: { trials, minutes } };
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}

/** `gridPoints` -> `--grid-points` */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
