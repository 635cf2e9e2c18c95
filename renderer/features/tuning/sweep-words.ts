/** Sweeps as people read them: their states, their counts, and what their result is worth. */
import type { FreshResult, SweepState, SweepSummary } from '../../../main/ipc/nouns/sweep.ts';
import type { IconName } from '../../components/icons.ts';
import { count, plural, significant } from '../../lib/format.ts';
import { gapText, scoreText } from './objective-words.ts';
import type { Objective } from './sweep-types.ts';

export interface StateWords {
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'warn' | 'bad' | 'info';
  readonly icon?: IconName;
}

export function sweepStateWords(state: SweepState): StateWords {
  switch (state.kind) {
    case 'queued':
      return { text: queuedWords(state), tone: 'plain' };
    case 'running':
      return {
        text: state.step ?? (state.phase === 'fresh' ? 'Fresh seeds' : 'Searching'),
        tone: 'info',
        icon: 'play',
      };
    case 'pausing':
      return { text: 'Pausing', tone: 'info', icon: 'play' };
    case 'finishing':
      return { text: 'Finishing', tone: 'info', icon: 'play' };
    case 'paused':
      return { text: 'Paused', tone: 'warn', icon: 'pause' };
    case 'done':
      return { text: 'Done', tone: 'good', icon: 'check' };
    case 'failed':
      return { text: 'Failed', tone: 'bad', icon: 'error' };
  }
}

/** `waitsFor`: the run or the sweep that the machine is busy with meanwhile. */
function queuedWords({ place, waitsFor }: Extract<SweepState, { kind: 'queued' }>): string {
  if (place > 1) return `Number ${place} in the queue`;
  return waitsFor === null ? 'Next in the queue' : `Waits for ${waitsFor}`;
}

export type SweepAction = 'pause' | 'resume' | 'finish' | 'extend' | 'addTrials';

/** What a person may ask of a sweep now. */
export function actionsOf({ state, counts }: Pick<SweepSummary, 'state' | 'counts'>): readonly SweepAction[] {
  const scored = counts.complete + counts.pruned + counts.paused > 0;
  switch (state.kind) {
    case 'queued':
      return ['pause', 'extend', 'addTrials'];
    case 'running':
      return state.phase === 'fresh'
        ? ['pause']
        : ['pause', ...(scored ? (['finish'] as const) : []), 'extend', 'addTrials'];
    case 'pausing':
    case 'finishing':
      return [];
    case 'paused':
    case 'failed':
      return ['resume', ...(scored ? (['finish'] as const) : []), 'extend', 'addTrials'];
    case 'done':
      return ['extend', 'addTrials'];
  }
}

export interface TrialCounts {
  readonly ended: number;
  readonly running: number;
  /** At a rung, until they are promoted or the sweep ends. */
  readonly held: number;
  readonly waiting: number;
  /** All but those that wait: what a budget of trials counts. */
  readonly begun: number;
}

export function trialCounts(counts: SweepSummary['counts']): TrialCounts {
  const of = (...states: (keyof SweepSummary['counts'])[]) =>
    states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  const ended = of('complete', 'pruned', 'diverged', 'impossible', 'failed');
  const [running, held, waiting] = [of('running'), of('paused'), of('waiting')];
  return { ended, running, held, waiting, begun: ended + running + held };
}

/** `40 complete, 211 pruned, 5 impossible` */
export function countWords(counts: SweepSummary['counts']): string {
  const order = ['complete', 'pruned', 'diverged', 'impossible', 'failed', 'running', 'paused', 'waiting'] as const;
  const names: Readonly<Record<string, string>> = { running: 'under way', paused: 'paused at a rung' };
  const words = order.flatMap((state) => {
    const number = counts[state] ?? 0;
    return number === 0 ? [] : [`${count(number)} ${names[state] ?? state}`];
  });
  return words.length === 0 ? 'no trial yet' : words.join(', ');
}

/** What the search is worth: how much its best score promised more than fresh seeds give. */
export function optimismWords(fresh: FreshResult, objective: Objective): string {
  const [best] = fresh.trials;
  if (!best) return 'No trial was trained again.';
  const seeds = plural(best.scores.length, 'fresh seed');
  const size = gapText(objective, fresh.optimism);
  if (fresh.optimism > 0) {
    return `The sweep's best score promises ${size} more than ${seeds} give${best.scores.length === 1 ? 's' : ''}.`;
  }
  if (fresh.optimism < 0) return `On ${seeds} the winner is ${size} better than its best score in the sweep.`;
  return `On ${seeds} the winner is as good as its best score in the sweep.`;
}

/** Whether the winner is one. */
export function differenceWords({ difference, trials }: FreshResult): string {
  if (!difference) {
    return trials.length < 2
      ? 'Only one trial was trained again: nothing to compare it to.'
      : 'The two cannot be compared.';
  }
  const { first, second, p, differ } = difference;
  const test = `Welch's t-test, p = ${p < 1e-4 ? p.toExponential(1) : significant(p)}`;
  return differ
    ? `Trial ${first} is better than trial ${second} by more than chance (${test}).`
    : `Trials ${first} and ${second} do not differ by more than chance (${test}): take the smaller or the faster one.`;
}

/** `Trial 12 is the new best: 93.1 %` */
export function newBestWords(best: NonNullable<SweepSummary['best']>, objective: Objective): string {
  const score = best.scores[0];
  const value = score === null || score === undefined ? '' : `: ${scoreText(objective, score)}`;
  return `Trial ${best.trial} is the new best${value}`;
}

/** `64 trials or 10 minutes, whichever comes first` */
export function budgetWords({ trials, minutes }: SweepSummary['settings']['budget']): string {
  const parts = [
    ...(trials === null ? [] : [plural(trials, 'trial')]),
    ...(minutes === null ? [] : [plural(minutes, 'minute')]),
  ];
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.join(' or ')}, whichever comes first`;
}

const SAMPLERS: Readonly<Record<SweepSummary['settings']['sampler'], string>> = {
  grid: 'a grid',
  random: 'random points',
  sobol: 'Sobol points',
  tpe: 'TPE',
  gp: 'a Gaussian process',
};
const SCHEDULERS: Readonly<Record<SweepSummary['settings']['scheduler']['kind'], string>> = {
  none: 'every trial has all its epochs',
  median: 'the median rule stops poor trials',
  asha: 'ASHA stops poor trials',
  hyperband: 'Hyperband stops poor trials',
};

/** `Searched by TPE in 5 dimensions, ASHA stops poor trials, up to 100 epochs each.` */
export function searchWords({ sampler, scheduler, space, epochs }: SweepSummary['settings']): string {
  const dimensions = plural(Object.keys(space).length, 'dimension');
  return `Searched by ${SAMPLERS[sampler]} in ${dimensions}, ${SCHEDULERS[scheduler.kind]}, up to ${plural(epochs, 'epoch')} each.`;
}
