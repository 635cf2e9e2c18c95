/** A trial with what only the study needs to know of it, and what others see of it. */
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
  /** Null if its network cannot be. */
  readonly settings: TrialSettings | null;
  readonly curve: WorkEpoch[];
}

/** One that has not begun; `impossible` at once where its network cannot be. @param now ms since 1970 */
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

/** One that an earlier session began: what was under way waits where its curve ends. */
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

/** Those that have begun here: a budget counts them. */
export function countsAsBegun({ trial: { origin, state } }: Entry): boolean {
  return origin !== 'earlier' && state !== 'waiting' && state !== 'impossible';
}

/** What an objective comes to at that epoch. @param latency seconds, or null while it is not measured */
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

/** Better when higher: what schedulers compare. */
export function scoresOf({ curve }: Entry, judge: Judge): number[] {
  return curve.map((epoch) => scoreOf(epoch, judge));
}

/** What samplers see. A trial that waits at a rung, or goes on from one, counts by what it has shown. */
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

/** What a scheduler receives after an interruption. What was not begun here means nothing to it. */
export function restoredOf(entry: Entry, judge: Judge): Restored[] {
  const { number: trial, state, origin } = entry.trial;
  if (state === 'waiting' || state === 'impossible' || origin === 'earlier') return [];
  return [{ trial, state: restoredState(state), curve: scoresOf(entry, judge) }];
}

function restoredState(state: Exclude<TrialState, 'waiting' | 'impossible'>): Restored['state'] {
  if (state === 'complete' || state === 'pruned') return state;
  return isUnderWay(state) ? 'waiting' : 'failed';
}
