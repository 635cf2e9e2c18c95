import type { RunState } from '../../../main/ipc/nouns/run.ts';
import type { IconName } from '../../components/icons.ts';
import { percent } from '../../lib/format.ts';

export interface StateLook {
  readonly tone: 'plain' | 'good' | 'warn' | 'bad' | 'info';
  readonly icon: IconName;
  readonly words: string;
}

export function stateLook(state: RunState): StateLook {
  switch (state.kind) {
    case 'queued':
      return { tone: 'plain', icon: 'more', words: `Queued, place ${state.place}` };
    case 'training':
      return { tone: 'info', icon: 'play', words: 'Training' };
    case 'pausing':
      return { tone: 'info', icon: 'pause', words: 'Pausing' };
    case 'finishing':
      return { tone: 'info', icon: 'stop', words: 'Finishing' };
    case 'paused':
      return { tone: 'warn', icon: 'pause', words: 'Paused' };
    case 'done':
      return { tone: 'good', icon: 'check', words: 'Done' };
    case 'failed':
      return { tone: 'bad', icon: 'error', words: 'Failed' };
  }
}

/** Nothing before its end, nor where nobody was to look at it. */
export function testAccuracy(state: RunState): string {
  return state.kind === 'done' && state.testAccuracy !== null ? percent(state.testAccuracy) : '';
}
