/** A run's state in words. */
import type { RunState } from '../../main/ipc/nouns/run.ts';

export type Tone = 'neutral' | 'busy' | 'good' | 'warn' | 'bad';

export function stateWords(state: RunState): { text: string; tone: Tone } {
  switch (state.kind) {
    case 'queued':
      return { text: queuedWords(state), tone: 'neutral' };
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

/** `behind`: what the machine is busy with meanwhile, a sweep. */
function queuedWords({ place, behind }: Extract<RunState, { kind: 'queued' }>): string {
  if (place > 1) return `Number ${place} in the queue`;
  return behind === undefined ? 'Next in the queue' : `Waits for ${behind}`;
}
