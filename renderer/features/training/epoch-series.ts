/** The epochs of one run as columns, combined from loaded data and live updates. */
import type { EpochColumns } from '../../../main/ipc/schemas/run.ts';

export type EpochSeries = Omit<EpochColumns, 'from'>;

export const EMPTY: EpochSeries = {
  cost: [],
  seconds: [],
  learningRate: [],
  trainAccuracy: [],
  duringAccuracy: [],
  validationCost: [],
  validationAccuracy: [],
};

/**
 * `series` with `columns` merged in: repeated epochs count once, and epochs sent again (a run that went back to its
 * checkpoint) replace the old ones.
 * @returns null where epochs are missing in between and must be loaded
 */
export function extended(series: EpochSeries, { from, ...columns }: EpochColumns): EpochSeries | null {
  if (from > series.cost.length) return null;
  const joined = Object.entries(columns).map(([name, values]) => [
    name,
    [...series[name as keyof EpochSeries].slice(0, from), ...values],
  ]);
  return Object.fromEntries(joined) as EpochSeries;
}

/** 0, 1, 2, ...: the epochs of the series. */
export function places({ cost }: EpochSeries): number[] {
  return [...cost.keys()];
}

/** Accuracies are measured after some epochs, or none. */
export function hasValues(values: readonly (number | null)[]): boolean {
  return values.some((value) => value !== null);
}
