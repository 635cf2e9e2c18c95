/** Which trials are shown, and in which order. */
import type { Origin, Trial, TrialState } from './sweep-types.ts';

export interface TrialSort {
  /**
   * `number`, `state`, `score` with its index (`score0`), `interval`, `epochs`, `seconds`, `origin`, or `v:` and a
   * dimension's name.
   */
  readonly key: string;
  readonly descending: boolean;
}

const STATE_ORDER: readonly TrialState[] = [
  ...(['complete', 'running', 'paused', 'waiting'] as const),
  ...(['pruned', 'diverged', 'impossible', 'failed'] as const),
];
const ORIGIN_ORDER: readonly Origin[] = ['default', 'guess', 'sampler', 'earlier'];

/** The screen's single switch: the table, every chart and the exports show the same trials. */
export function withoutPruned(trials: readonly Trial[], pruned: boolean): readonly Trial[] {
  return pruned ? trials : trials.filter(({ state }) => state !== 'pruned');
}

/** Sorted copies; trials without the value come last in both directions, equal ones by their number. */
export function sortedTrials(trials: readonly Trial[], { key, descending }: TrialSort): Trial[] {
  const value = sortValue(key);
  const sign = descending ? -1 : 1;
  const keyed = trials.map((trial) => ({ trial, by: value(trial) }));
  keyed.sort((a, b) => {
    if (a.by === null || b.by === null) return Number(a.by === null) - Number(b.by === null) || numbers(a, b);
    return sign * compareValues(a.by, b.by) || numbers(a, b);
  });
  return keyed.map(({ trial }) => trial);
}

const numbers = (a: { trial: Trial }, b: { trial: Trial }) => a.trial.number - b.trial.number;

function compareValues(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}

function sortValue(key: string): (trial: Trial) => number | string | null {
  if (key.startsWith('v:')) return ({ values }) => sortable(values[key.slice(2)]);
  if (key.startsWith('score')) return ({ scores }) => scores?.[Number(key.slice(5))] ?? null;
  switch (key) {
    case 'state':
      return ({ state }) => STATE_ORDER.indexOf(state);
    case 'origin':
      return ({ origin }) => ORIGIN_ORDER.indexOf(origin);
    case 'interval':
      return ({ interval }) => interval?.low ?? null;
    case 'epochs':
      return ({ epochs }) => epochs;
    case 'seconds':
      return ({ seconds }) => seconds;
    default:
      return ({ number }) => number;
  }
}

function sortable(value: Trial['values'][string] | undefined): number | string | null {
  return value === undefined ? null : typeof value === 'boolean' ? Number(value) : value;
}

/** The preset's own point: the reference for every other trial. */
export function defaultTrial(trials: readonly Trial[]): Trial | null {
  return trials.find(({ origin }) => origin === 'default') ?? null;
}

/** Trials by number, with new ones replacing older versions. */
export function withTrials(known: readonly Trial[], came: readonly Trial[]): readonly Trial[] {
  const byNumber = new Map(came.map((trial) => [trial.number, trial]));
  const replaced = known.map((trial) => {
    const now = byNumber.get(trial.number);
    byNumber.delete(trial.number);
    return now ?? trial;
  });
  if (byNumber.size === 0) return replaced;
  return [...replaced, ...byNumber.values()].sort((a, b) => a.number - b.number);
}
