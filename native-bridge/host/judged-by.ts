/** Which pictures the answers of a trial are kept for. */
import type { Division, WorkOrder } from '../tuning/work.ts';

/** Those whose answers are kept: the first seed's, all of its folds. */
export function judgedBy(replicates: WorkOrder['replicates']): Division[] {
  const [first] = replicates;
  const all = replicates.filter(({ seed }) => seed === first!.seed).map(({ division }) => division);
  return first!.division.kind === 'fold' ? all : all.slice(0, 1);
}

/** Divisions by one seed have the same pictures. */
export function picturesNumber(division: Division): number {
  return division.kind === 'own' ? 0 : division.seed;
}
