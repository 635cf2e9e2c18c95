/** A run's state as text. */
import type { RunState } from '../../main/ipc/schemas/run.ts';
import { translated } from '../lib/host-sentences/translated.ts';
import { t } from './messages/index.ts';

export type Tone = 'neutral' | 'busy' | 'good' | 'warn' | 'bad';

export function stateWords(state: RunState): { text: string; tone: Tone } {
  switch (state.kind) {
    case 'queued':
      return { text: queuedWords(state), tone: 'neutral' };
    case 'training':
      return { text: state.step ? translated(state.step) : t.training(), tone: 'busy' };
    case 'pausing':
      return { text: t.pausing(), tone: 'busy' };
    case 'finishing':
      return { text: state.at === 'best' ? t.finishingBest() : t.finishing(), tone: 'busy' };
    case 'paused':
      return { text: t.paused(), tone: 'warn' };
    case 'done':
      return { text: t.done(), tone: 'good' };
    case 'failed':
      return { text: t.failed(), tone: 'bad' };
  }
}

/** `waitsFor`: the sweep that currently keeps the machine busy. */
function queuedWords({ place, waitsFor }: Extract<RunState, { kind: 'queued' }>): string {
  if (place > 1) return t.inQueue({ place });
  return waitsFor === undefined ? t.nextInQueue() : t.waitsFor({ what: waitsFor });
}
