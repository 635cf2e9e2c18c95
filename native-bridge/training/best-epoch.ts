/** Which epoch is the best so far, and when to stop waiting for a better one. */
import type { EpochRecord, RunState } from './checkpoint-state.ts';

/**
 * The epoch with the highest validation accuracy; if several are equal the first, which was trained for the shortest
 * time. Null if none was measured.
 */
export function bestEpoch(history: readonly EpochRecord[]): EpochRecord | null {
  let best: EpochRecord | null = null;
  for (const record of history) {
    const { validationAccuracy = Number.NEGATIVE_INFINITY } = record;
    if (validationAccuracy > (best?.validationAccuracy ?? Number.NEGATIVE_INFINITY)) best = record;
  }
  return best;
}

/**
 * Whether the validation accuracy has not risen for `patience` epochs (Prechelt 1998, its simplest rule). Counted up to
 * the last measured epoch, from the best epoch or from where the run went on after writing a model.
 */
export function patienceEnded({ history, hyperparameters, modelAt = 0 }: RunState): boolean {
  const { patience } = hyperparameters;
  const best = bestEpoch(history);
  if (patience === 0 || best === null) return false;
  const measured = history.findLast(({ validationAccuracy }) => validationAccuracy !== undefined)!;
  return measured.epoch - Math.max(best.epoch, modelAt - 1) >= patience;
}
