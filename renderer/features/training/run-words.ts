/** What can be done about a run, and what it ended with, in words. */
import type { RunState, RunSummary } from '../../../main/ipc/nouns/run.ts';

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
