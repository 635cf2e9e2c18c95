/** What charts ask of trials again and again. */

import { plural, significant } from '../../../lib/format.ts';
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

/** Those that have a score, in the order given. */
export function scored(trials: readonly Trial[], objective: number): Scored[] {
  return trials.flatMap((trial) => {
    const score = scoreOf(trial, objective);
    return score === null ? [] : [{ trial, score }];
  });
}

/**
 * Best first; equal ones by number. Complete trials count before those that were stopped early: a score after few
 * epochs is not the same measure.
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

/** The best complete one; of those that have a score while none is complete. */
export const bestOf = (data: SweepData): Scored | null =>
  ranked(data.trials, data.objectives, data.objective)[0] ?? null;

interface StateLook {
  readonly title: string;
  readonly shape: Shape;
  /** Drawn pale: its score is of fewer epochs, or none. */
  readonly faded: boolean;
}

/** A state is told by its shape as well as by its strength. */
export const STATES: Readonly<Record<TrialState, StateLook>> = {
  complete: { title: 'complete', shape: 'dot', faded: false },
  running: { title: 'under way', shape: 'ring', faded: false },
  pruned: { title: 'pruned', shape: 'triangle', faded: true },
  paused: { title: 'paused', shape: 'square', faded: true },
  waiting: { title: 'waiting', shape: 'plus', faded: true },
  diverged: { title: 'diverged', shape: 'star', faded: true },
  failed: { title: 'failed', shape: 'cross', faded: true },
  impossible: { title: 'impossible', shape: 'cross', faded: true },
};

/** `Trial 12: 85.30 %, pruned after 7 epochs` */
export function trialWords(trial: Trial, objectives: readonly Objective[], objective: number): string {
  const score = scoreOf(trial, objective);
  const value = score === null ? 'no score' : objectiveLook(objectives[objective]!).write(score);
  const epochs = plural(trial.epochs, 'epoch');
  return `Trial ${trial.number}: ${value}, ${STATES[trial.state].title}${trial.epochs > 0 ? ` after ${epochs}` : ''}`;
}

/** What is shown of a trial by its number. */
export function wordsOf({ trials, objectives, objective }: SweepData): (trial: number) => string {
  const known = byNumber(trials);
  return (number) => {
    const trial = known.get(number);
    return trial ? trialWords(trial, objectives, objective) : `Trial ${number}`;
  };
}

/** A value as tables, axes and labels show it; an inactive dimension has none. */
export function valueWords(value: Value | undefined): string {
  if (value === undefined) return 'not used';
  return typeof value === 'number' && !Number.isInteger(value) ? significant(value, 4) : String(value);
}

/** `12 trials: 8 complete, 3 pruned, 1 failed` */
export function stateCounts(trials: readonly Trial[]): string {
  const counts = new Map<TrialState, number>();
  for (const { state } of trials) counts.set(state, (counts.get(state) ?? 0) + 1);
  const parts = [...counts].sort(([, a], [, b]) => b - a).map(([state, n]) => `${n} ${STATES[state].title}`);
  return `${plural(trials.length, 'trial')}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}

export const titleOf = (name: string, titles: SweepData['titles']): string => titles?.[name] ?? name;

export const dimensionsOf = (space: Space): string[] => Object.keys(space);

/** Trials by their number. */
export const byNumber = (trials: readonly Trial[]): Map<number, Trial> =>
  new Map(trials.map((trial) => [trial.number, trial]));
