/** Sweeps as text: their states, their counts, and the value of their result. */

import type { FreshResult, SweepState, SweepSummary } from '../../../main/ipc/schemas/sweep.ts';
import type { IconName } from '../../components/icons.ts';
import { listOf, significant } from '../../lib/format.ts';
import { translated } from '../../lib/host-sentences/translated.ts';
import { t } from './messages/index.ts';
import { gapText, scoreText } from './objective-words.ts';
import type { Objective } from './sweep-types.ts';
import { stateName } from './trial-words.ts';

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
        text: state.step ? translated(state.step) : state.phase === 'fresh' ? t.freshSeeds() : t.searching(),
        tone: 'info',
        icon: 'play',
      };
    case 'pausing':
      return { text: t.pausing(), tone: 'info', icon: 'play' };
    case 'finishing':
      return { text: t.finishing(), tone: 'info', icon: 'play' };
    case 'paused':
      return { text: t.paused(), tone: 'warn', icon: 'pause' };
    case 'done':
      return { text: t.done(), tone: 'good', icon: 'check' };
    case 'failed':
      return { text: t.failed(), tone: 'bad', icon: 'error' };
  }
}

/** `waitsFor`: the run or the sweep that currently keeps the machine busy. */
function queuedWords({ place, waitsFor }: Extract<SweepState, { kind: 'queued' }>): string {
  if (place > 1) return t.inQueue({ place });
  return waitsFor === null ? t.nextInQueue() : t.waitsFor({ what: waitsFor });
}

export type SweepAction = 'pause' | 'resume' | 'finish' | 'extend' | 'addTrials';

/** The actions currently possible on a sweep. */
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
  /** Paused at a rung, until they are promoted or the sweep ends. */
  readonly held: number;
  readonly waiting: number;
  /** All except waiting ones: what a budget of trials counts. */
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
  const words = order.flatMap((state) => {
    const n = counts[state] ?? 0;
    if (n === 0) return [];
    return t.countOf({ n, state: state === 'paused' ? t.pausedAtRung() : stateName(state).toLowerCase() });
  });
  return words.length === 0 ? t.noTrialYet() : listOf(words);
}

/** How many trials are trained at once, and by how many workers unless the queue's own panel shows that. */
export function lanesWords({ backend, workers, queue }: Pick<SweepSummary, 'backend' | 'workers' | 'queue'>) {
  if (!backend) return undefined;
  const n = backend.lanes;
  return queue || workers.length === 0 ? t.atOnce({ n }) : t.atOnceWorkers({ n, workers: workers.length });
}

/** How much better the search's best score is than the score on fresh seeds. */
export function optimismWords(fresh: FreshResult, objective: Objective): string {
  const [best] = fresh.trials;
  if (!best) return t.noneAgain();
  const seeds = best.scores.length;
  const gap = gapText(objective, fresh.optimism);
  if (fresh.optimism > 0) return t.promises({ gap, seeds });
  return fresh.optimism < 0 ? t.betterFresh({ gap, seeds }) : t.equalFresh({ seeds });
}

/** Whether the winner is significantly better. */
export function differenceWords({ difference, trials }: FreshResult): string {
  if (!difference) return trials.length < 2 ? t.onlyOneAgain() : t.notComparable();
  const { first, second, differ } = difference;
  const p = `p = ${difference.p < 1e-4 ? difference.p.toExponential(1) : significant(difference.p)}`;
  return differ ? t.differs({ first, second, p }) : t.differsNot({ first, second, p });
}

/** `Trial 12 is the new best: 93.1 %` */
export function newBestWords(best: NonNullable<SweepSummary['best']>, objective: Objective): string {
  const [score] = best.scores;
  return score === null || score === undefined
    ? t.newBest({ trial: best.trial })
    : t.newBestScore({ trial: best.trial, score: scoreText(objective, score) });
}

/** `64 trials or 10 minutes, whichever comes first` */
export function budgetWords({ trials, minutes }: SweepSummary['settings']['budget']): string {
  if (trials !== null && minutes !== null) return t.budgetBoth({ trials, minutes });
  if (trials !== null) return t.budgetTrials({ trials });
  return minutes === null ? '' : t.budgetMinutes({ minutes });
}

/** `Searched by TPE in 5 dimensions, ASHA stops poor trials, up to 100 epochs each.` */
export function searchWords({ sampler, scheduler, space, epochs }: SweepSummary['settings']): string {
  return t.searchedBy({ sampler, dimensions: Object.keys(space).length, scheduler: scheduler.kind, epochs });
}
