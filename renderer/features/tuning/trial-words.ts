/** Trials as people read them. */
import type { IconName } from '../../components/icons.ts';
import type { Origin, Trial, TrialState, Value } from './sweep-types.ts';

export interface StateLook {
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'warn' | 'bad' | 'info';
  readonly icon: IconName;
}

export const TRIAL_STATES: Readonly<Record<TrialState, StateLook>> = {
  waiting: { text: 'Waiting', tone: 'plain', icon: 'more' },
  running: { text: 'Under way', tone: 'info', icon: 'play' },
  paused: { text: 'Paused', tone: 'plain', icon: 'pause' },
  complete: { text: 'Complete', tone: 'good', icon: 'check' },
  pruned: { text: 'Pruned', tone: 'plain', icon: 'stop' },
  diverged: { text: 'Diverged', tone: 'warn', icon: 'warning' },
  impossible: { text: 'Impossible', tone: 'warn', icon: 'close' },
  failed: { text: 'Failed', tone: 'bad', icon: 'error' },
};

/** What each state means: shown where a person may wonder. */
export const STATE_MEANINGS: Readonly<Record<TrialState, string>> = {
  waiting: 'Given by a person; it has not begun.',
  running: 'It is being trained now.',
  paused: 'It has reached a rung and goes on if it is among the best there.',
  complete: 'It had all its epochs.',
  pruned: 'The scheduler stopped it: others were better at the same epoch.',
  diverged: 'Its cost or a parameter became infinite: these values cannot be trained.',
  impossible: 'A network with these values cannot be built; no time was spent on it.',
  failed: 'The machine failed it more than once.',
};

export const ORIGINS: Readonly<Record<Origin, string>> = {
  default: 'Preset',
  guess: 'By hand',
  sampler: 'Sampler',
  earlier: 'Earlier sweep',
};

export function valueText(value: Value | undefined): string {
  if (value === undefined) return '–';
  if (typeof value === 'number') return String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
}

/** A trial that can be compared, trained as a run and shown as a confusion matrix: it has reached an epoch. */
export const hasAnswers = ({ bestEpoch }: Trial): boolean => bestEpoch !== null;

/** Values of a trial that are others than those of the point that it is compared to, by name. */
export function differingNames(trial: Trial, other: Trial | null): ReadonlySet<string> {
  if (!other) return new Set();
  const names = new Set([...Object.keys(trial.values), ...Object.keys(other.values)]);
  return new Set([...names].filter((name) => trial.values[name] !== other.values[name]));
}
