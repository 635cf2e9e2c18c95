/** Trial properties that all charts need. */

import { listOf, significant } from '../../../lib/format.ts';
import { t } from '../messages/index.ts';
import { valueText } from '../trial-words.ts';
import type { Objective, Space, SweepData, Trial, TrialState, Value } from './chart-props.ts';
import type { Shape } from './drawing/paper.ts';
import { isBetter, objectiveLook } from './objectives.ts';

/** Its value of that objective; null where it has none (yet) or it is not finite. */
export function scoreOf(trial: Trial, objective: number): number | null {
  const score = trial.scores?.[objective];
  return score !== null && score !== undefined && Number.isFinite(score) ? score : null;
}

export interface Scored {
  readonly trial: Trial;
  readonly score: number;
}

/** Trials with a score, in the given order. */
export function scored(trials: readonly Trial[], objective: number): Scored[] {
  return trials.flatMap((trial) => {
    const score = scoreOf(trial, objective);
    return score === null ? [] : [{ trial, score }];
  });
}

/**
 * Best first; equal ones by number. Complete trials come before those stopped early: a score after few epochs is not
 * the same measure.
 */
export function ranked(trials: readonly Trial[], objectives: readonly Objective[], objective: number): Scored[] {
  const which = objectives[objective]!;
  const whole = ({ trial }: Scored) => (trial.state === 'complete' ? 0 : 1);
  return scored(trials, objective).sort((a, b) => {
    if (whole(a) !== whole(b)) return whole(a) - whole(b);
    if (a.score === b.score) return a.trial.number - b.trial.number;
    return isBetter(which, a.score, b.score) ? -1 : 1;
  });
}

/** The best complete one; while none is complete, the best with a score. */
export const bestOf = (data: SweepData): Scored | null =>
  ranked(data.trials, data.objectives, data.objective)[0] ?? null;

interface StateLook {
  readonly title: string;
  readonly shape: Shape;
  /** Drawn pale: its score is from fewer epochs, or it has none. */
  readonly faded: boolean;
}

const look = (title: () => string, shape: Shape, faded: boolean): StateLook => ({
  get title() {
    return title().toLowerCase();
  },
  shape,
  faded,
});

/** A state is shown by its shape as well as by its strength. */
export const STATES: Readonly<Record<TrialState, StateLook>> = {
  complete: look(t.stateComplete, 'dot', false),
  running: look(t.stateRunning, 'ring', false),
  pruned: look(t.statePruned, 'triangle', true),
  paused: look(t.statePaused, 'square', true),
  waiting: look(t.stateWaiting, 'plus', true),
  diverged: look(t.stateDiverged, 'star', true),
  failed: look(t.stateFailed, 'cross', true),
  impossible: look(t.stateImpossible, 'cross', true),
};

/** For tables: read once, not once per row. */
export const stateTitles = (): Readonly<Record<TrialState, string>> =>
  Object.fromEntries(Object.entries(STATES).map(([state, { title }]) => [state, title])) as Record<TrialState, string>;

/** `Trial 12: 85.30 %, pruned after 7 epochs` */
export function trialWords(trial: Trial, objectives: readonly Objective[], objective: number): string {
  const value = scoreOf(trial, objective);
  const score = value === null ? t.noScore() : objectiveLook(objectives[objective]!).write(value);
  const words = { trial: trial.number, score, state: STATES[trial.state].title };
  return trial.epochs > 0 ? t.trialAfter({ ...words, epochs: trial.epochs }) : t.trialIs(words);
}

/** Text shown for a trial by its number. */
export function wordsOf({ trials, objectives, objective }: SweepData): (trial: number) => string {
  const known = byNumber(trials);
  return (number) => {
    const trial = known.get(number);
    return trial ? trialWords(trial, objectives, objective) : t.trialNumber({ trial: number });
  };
}

/** A value as tables, axes and labels show it; an inactive dimension has none. */
export function valueWords(value: Value | undefined): string {
  if (value === undefined) return t.notUsed();
  return typeof value === 'number' && !Number.isInteger(value) ? significant(value, 4) : valueText(value);
}

/** `12 trials: 8 complete, 3 pruned, 1 failed` */
export function stateCounts(trials: readonly Trial[]): string {
  const counts = new Map<TrialState, number>();
  for (const { state } of trials) counts.set(state, (counts.get(state) ?? 0) + 1);
  const n = trials.length;
  const states = [...counts].sort(([, a], [, b]) => b - a);
  if (n === 0) return t.trialCount({ n });
  return t.trialsByState({
    n,
    states: listOf(states.map(([state, many]) => t.countOf({ n: many, state: STATES[state].title }))),
  });
}

export const titleOf = (name: string, titles: SweepData['titles']): string => titles?.[name] ?? name;

export const dimensionsOf = (space: Space): string[] => Object.keys(space);

/** Trials by their number. */
export const byNumber = (trials: readonly Trial[]): Map<number, Trial> =>
  new Map(trials.map((trial) => [trial.number, trial]));
