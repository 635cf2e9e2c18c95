/** "Reproduce the course": the distribution of runs with many seeds compared with the one that the assignment prints. */
import type { RunEvent, RunSummary } from '../../../main/ipc/schemas/run.ts';
import { type Spread, spreadOf } from '../../../native-bridge/metrics/band.ts';
import { percent } from '../../lib/format.ts';
import { t } from './messages/index.ts';

/** The single run that the assignment prints. */
export const PUBLISHED = { train: 0.940741, test: 0.783333 } as const;
export type Measure = keyof typeof PUBLISHED;
export const MEASURES: readonly Measure[] = ['train', 'test'];
/** In the page's language. */
export const measureName = (measure: Measure): string => t[measure]();

export interface RunGroup {
  readonly group: number;
  readonly createdAt: number;
  readonly datasetName: string;
  readonly runs: readonly RunSummary[];
}

/** Null for a run that has not ended, or was not tested. */
export function reached({ state }: RunSummary, measure: Measure): number | null {
  if (state.kind !== 'done') return null;
  return measure === 'train' ? state.trainAccuracy : state.testAccuracy;
}

export interface Band {
  readonly measure: Measure;
  readonly published: number;
  /** For the finished runs, in the order of the group. */
  readonly values: readonly { readonly run: RunSummary; readonly value: number }[];
  /** Null without finished runs. */
  readonly spread: Spread | null;
}

export function bandOf(runs: readonly RunSummary[], measure: Measure): Band {
  const values = runs.flatMap((run) => {
    const value = reached(run, measure);
    return value === null ? [] : [{ run, value }];
  });
  return { measure, published: PUBLISHED[measure], values, spread: spreadOf(values.map(({ value }) => value)) };
}

/** Whether the published number is within reach of such runs. */
export function bandWords({ measure, published, values, spread }: Band): string {
  const number = { split: measureName(measure), published: percent(published) };
  if (!spread) return t.noFinished(number);
  const [low, high, median] = [percent(spread.min), percent(spread.max), percent(spread.median)];
  if (values.length === 1) return t.oneFinished({ ...number, accuracy: median });
  const both = { ...number, n: values.length, low, high, median };
  if (published >= spread.min && published <= spread.max) return t.inside(both);
  return published > spread.max ? t.above(both) : t.below(both);
}

/** Epochs done, of all requested. */
export function progressOf(runs: readonly RunSummary[]): {
  done: number;
  total: number;
  ended: number;
  failed: number;
} {
  const sum = (count: (run: RunSummary) => number) => runs.reduce((total, run) => total + count(run), 0);
  return {
    done: sum(({ epochs, settings }) => Math.min(epochs, settings.epochs)),
    total: sum(({ settings }) => settings.epochs),
    ended: sum(({ state }) => Number(state.kind === 'done')),
    failed: sum(({ state }) => Number(state.kind === 'failed')),
  };
}

/** The groups after an event; the same list where it concerns none of their runs. */
export function afterEvent(groups: readonly RunGroup[], event: RunEvent): readonly RunGroup[] {
  const id = event.kind === 'changed' ? event.run.id : event.run;
  if (!groups.some(({ runs }) => runs.some((run) => run.id === id))) return groups;
  return groups.map((group) => ({
    ...group,
    runs: group.runs.flatMap((run) => (run.id === id ? changed(run, event) : [run])),
  }));
}

function changed(run: RunSummary, event: RunEvent): RunSummary[] {
  switch (event.kind) {
    case 'changed':
      return [event.run];
    case 'removed':
      return [];
    case 'epochs':
      return [{ ...run, epochs: event.columns.from + event.columns.cost.length }];
  }
}
