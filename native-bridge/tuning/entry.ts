/** A trial with the data that only the study needs, and the views of it for others. */
import { summary } from '../convnet/parameters.ts';
import type { Observed } from './history.ts';
import type { Objective } from './plan.ts';
import type { Restored } from './scheduler.ts';
import type { TrialSettings, trialSettings } from './settings.ts';
import type { Values } from './space.ts';
import { type Judge, scoreOf } from './trainer.ts';
import { ENDED, type Origin, type Trial, type TrialState } from './trial.ts';
import type { WorkEpoch } from './work.ts';

export interface Entry {
  trial: Trial;
  /** Null if its network is invalid. */
  readonly settings: TrialSettings | null;
  readonly curve: WorkEpoch[];
}

/** A trial that has not started; `impossible` at once if its network is invalid. @param now ms since 1970 */
export function newEntry(
  number: number,
  from: { readonly values: Values; readonly origin: Origin; readonly state: 'waiting' | 'running' },
  settings: ReturnType<typeof trialSettings>,
  now: number,
): Entry {
  const { values, origin, state } = from;
  const reason = 'impossible' in settings ? settings.impossible.reason : null;
  const trial: Trial = {
    ...{ number, values, origin, state: reason === null ? state : 'impossible', reason },
    ...{ scores: null, replicates: [], interval: null, bestEpoch: null, epochs: 0, seconds: 0 },
    parameters: 'impossible' in settings ? null : summary(settings.network).trained,
    ...{ beganAt: null, endedAt: reason === null ? null : now },
  };
  return { trial, settings: possible(settings), curve: [] };
}

/** A trial from an earlier session: if it was in progress, it waits where its curve ends. */
export function restoredEntry(
  trial: Trial,
  settings: ReturnType<typeof trialSettings> | null,
  curve: readonly WorkEpoch[],
): Entry {
  const state = isUnderWay(trial.state) ? 'paused' : trial.state;
  const epochs = trial.origin === 'earlier' ? trial.epochs : curve.length;
  return { trial: { ...trial, state, epochs }, settings: settings && possible(settings), curve: [...curve] };
}

function possible(settings: ReturnType<typeof trialSettings>): TrialSettings | null {
  return 'impossible' in settings ? null : settings;
}

export function isUnderWay(state: TrialState): boolean {
  return state === 'running' || state === 'paused';
}

/** Whether the trial was started in this sweep: the budget counts those. */
export function countsAsBegun({ trial: { origin, state } }: Entry): boolean {
  return origin !== 'earlier' && state !== 'waiting' && state !== 'impossible';
}

/** The value of an objective at that epoch. @param latency seconds, or null while it is not measured */
export function objectiveOf(
  { trial, curve }: Entry,
  objective: Objective,
  epoch: number,
  latency: number | null,
): number | null {
  switch (objective) {
    case 'validationAccuracy':
    case 'validationLoss':
      return curve[epoch]![objective];
    case 'parameters':
      return trial.parameters;
    case 'epochSeconds':
      return trial.seconds / trial.epochs / Math.max(1, trial.replicates.length);
    case 'latency':
      return latency;
  }
}

/** Scores for schedulers: higher is better. */
export function scoresOf({ curve }: Entry, judge: Judge): number[] {
  return curve.map((epoch) => scoreOf(epoch, judge));
}

/** The view for samplers. A trial that waits at a rung, or continues from one, counts with its scores so far. */
export function observedOf({ trial }: Entry): Observed {
  const { number, values, epochs } = trial;
  const whole = trial.scores?.every((score) => score !== null) ?? false;
  return {
    number,
    values,
    epochs,
    scores: whole ? (trial.scores as number[]) : null,
    state: observedState(trial, whole),
  };
}

function observedState({ state }: Trial, whole: boolean): Observed['state'] {
  if (state === 'complete') return whole ? 'complete' : 'running';
  if (ENDED.has(state) && state !== 'pruned') return 'failed';
  return whole ? 'pruned' : 'running';
}

/** The view for a scheduler after an interruption. Trials that were not started in this sweep are left out. */
export function restoredOf(entry: Entry, judge: Judge): Restored[] {
  const { number: trial, state, origin } = entry.trial;
  if (state === 'waiting' || state === 'impossible' || origin === 'earlier') return [];
  return [{ trial, state: restoredState(state), curve: scoresOf(entry, judge) }];
}

function restoredState(state: Exclude<TrialState, 'waiting' | 'impossible'>): Restored['state'] {
  if (state === 'complete' || state === 'pruned') return state;
  return isUnderWay(state) ? 'waiting' : 'failed';
}
