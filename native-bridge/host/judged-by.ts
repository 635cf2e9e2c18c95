/** The validation pictures for which a trial's predictions are stored. */
import type { Division, WorkOrder } from '../tuning/work.ts';

/** Divisions whose predictions are stored: those of the first seed, with all its folds. */
export function judgedBy(replicates: WorkOrder['replicates']): Division[] {
  const [first] = replicates;
  const all = replicates.filter(({ seed }) => seed === first!.seed).map(({ division }) => division);
  return first!.division.kind === 'fold' ? all : all.slice(0, 1);
}

/** Divisions with the same seed have the same pictures. */
export function picturesNumber(division: Division): number {
  return division.kind === 'own' ? 0 : division.seed;
}
