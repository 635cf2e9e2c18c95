/** Trials as text. */

import type { IconName } from '../../components/icons.ts';
import { choiceTitle } from '../../lib/hyperparameters/words.ts';
import { t } from './messages/index.ts';
import type { Origin, Trial, TrialState, Value } from './sweep-types.ts';

export interface StateLook {
  readonly tone: 'plain' | 'good' | 'warn' | 'bad' | 'info';
  readonly icon: IconName;
}

export const STATE_LOOKS: Readonly<Record<TrialState, StateLook>> = {
  waiting: { tone: 'plain', icon: 'more' },
  running: { tone: 'info', icon: 'play' },
  paused: { tone: 'plain', icon: 'pause' },
  complete: { tone: 'good', icon: 'check' },
  pruned: { tone: 'plain', icon: 'stop' },
  diverged: { tone: 'warn', icon: 'warning' },
  impossible: { tone: 'warn', icon: 'close' },
  failed: { tone: 'bad', icon: 'error' },
};

type Texts<K extends string> = Readonly<Record<K, () => string>>;

const STATES: Texts<TrialState> = {
  ...{ waiting: t.stateWaiting, running: t.stateRunning, paused: t.statePaused, complete: t.stateComplete },
  ...{ pruned: t.statePruned, diverged: t.stateDiverged, impossible: t.stateImpossible, failed: t.stateFailed },
};
const MEANINGS: Texts<TrialState> = {
  ...{ waiting: t.aboutWaiting, running: t.aboutRunning, paused: t.aboutPaused, complete: t.aboutComplete },
  ...{ pruned: t.aboutPruned, diverged: t.aboutDiverged, impossible: t.aboutImpossible, failed: t.aboutFailed },
};
const ORIGINS: Texts<Origin> = {
  ...{ default: t.originDefault, guess: t.originGuess, sampler: t.originSampler, earlier: t.originEarlier },
};

export const stateName = (state: TrialState): string => STATES[state]();

/** Explains a state, where it may be unclear. */
export const stateMeaning = (state: TrialState): string => MEANINGS[state]();

export const originName = (origin: Origin): string => ORIGINS[origin]();

export function valueText(value: Value | undefined): string {
  if (value === undefined) return '–';
  if (typeof value === 'number') return String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
  if (typeof value === 'boolean') return value ? t.yes() : t.no();
  // Of a space's words, only these are translated: optimizers and presets have the same names everywhere.
  return choiceTitle('schedule', value);
}

/** Whether a trial can be compared, trained as a run and shown as a confusion matrix: it has finished an epoch. */
export const hasAnswers = ({ bestEpoch }: Trial): boolean => bestEpoch !== null;

/** Values of a trial that differ from those of the reference point, by name. */
export function differingNames(trial: Trial, other: Trial | null): ReadonlySet<string> {
  if (!other) return new Set();
  const names = new Set([...Object.keys(trial.values), ...Object.keys(other.values)]);
  return new Set([...names].filter((name) => trial.values[name] !== other.values[name]));
}
