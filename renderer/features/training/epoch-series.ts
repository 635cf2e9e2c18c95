/** The epochs of one run as columns, put together from what was asked for and what is told while it trains. */
import type { EpochColumns } from '../../../main/ipc/nouns/run.ts';

export type EpochSeries = Omit<EpochColumns, 'from'>;

export const EMPTY: EpochSeries = {
  cost: [],
  seconds: [],
  learningRate: [],
  trainAccuracy: [],
  validationCost: [],
  validationAccuracy: [],
};

/**
 * `series` with `columns` in their place: what was told twice counts once, and what is told anew (a run that went back
 * to its checkpoint) replaces what stood there.
 * @returns null where epochs are missing in between, and must be asked for
 */
export function extended(series: EpochSeries, { from, ...columns }: EpochColumns): EpochSeries | null {
  if (from > series.cost.length) return null;
  const joined = Object.entries(columns).map(([name, values]) => [
    name,
    [...series[name as keyof EpochSeries].slice(0, from), ...values],
  ]);
  return Object.fromEntries(joined) as EpochSeries;
}

/** (epoch, value) where there is one: accuracies are measured after some epochs only. */
export function points(values: readonly (number | null)[]): { x: number; y: number }[] {
  return values.flatMap((y, x) => (y === null ? [] : [{ x, y }]));
}
