/** A run's state in words, and what can be done about it. */
import type { RunState, RunSummary } from '../../../main/ipc/nouns/run.ts';

export type Tone = 'neutral' | 'busy' | 'good' | 'warn' | 'bad';

export function stateWords(state: RunState): { text: string; tone: Tone } {
  switch (state.kind) {
    case 'queued':
      return { text: state.place === 1 ? 'Next in the queue' : `Number ${state.place} in the queue`, tone: 'neutral' };
    case 'training':
      return { text: state.step ?? 'Training', tone: 'busy' };
    case 'pausing':
      return { text: 'Pausing', tone: 'busy' };
    case 'finishing':
      return { text: state.at === 'best' ? 'Finishing at the best epoch' : 'Finishing', tone: 'busy' };
    case 'paused':
      return { text: 'Paused', tone: 'warn' };
    case 'done':
      return { text: 'Done', tone: 'good' };
    case 'failed':
      return { text: 'Failed', tone: 'bad' };
  }
}

export type Action = 'pause' | 'resume' | 'finishLast' | 'finishBest' | 'extend';

/** What a person may ask of a run now, the likeliest first. */
export function actionsOf({ state, epochs, best }: RunSummary): readonly Action[] {
  const finish: Action[] = epochs > 0 ? (best ? ['finishBest', 'finishLast'] : ['finishLast']) : [];
  switch (state.kind) {
    case 'queued':
      return ['pause'];
    case 'training':
      return ['pause', ...finish];
    case 'pausing':
    case 'finishing':
      return [];
    case 'paused':
      return ['resume', ...finish];
    case 'failed':
      return state.resumable ? ['resume', ...finish] : [];
    case 'done':
      return ['extend'];
  }
}

/** What a run ended with; null where it has not. */
export function doneOf({ state }: RunSummary): Extract<RunState, { kind: 'done' }> | null {
  return state.kind === 'done' ? state : null;
}

export function hyperparameterWords(values: RunSummary['settings']['hyperparameters']): string {
  const named = Object.entries(values).map(([key, value]) => `${key} ${value}`);
  return named.length === 0 ? 'all at their defaults' : named.join(', ');
}
