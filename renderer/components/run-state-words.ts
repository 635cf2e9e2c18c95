/** A run's state in words. */
import type { RunState } from '../../main/ipc/nouns/run.ts';

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
