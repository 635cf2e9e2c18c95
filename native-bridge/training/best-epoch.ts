/** Which epoch is the best so far, and when to stop waiting for a better one. */
import type { EpochRecord, RunState } from './checkpoint-state.ts';

/**
 * The epoch of the highest validation accuracy, the first of equals: of two that are equally right the one that was
 * trained for a shorter time. Null where none was measured.
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
 * Whether the validation accuracy has not risen for `patience` epochs (Prechelt 1998, its simplest rule): counted from
 * the best epoch, or from where a model was made and the run went on, to the last epoch that was measured.
 */
export function patienceEnded({ history, hyperparameters, modelAt = 0 }: RunState): boolean {
  const { patience } = hyperparameters;
  const best = bestEpoch(history);
  if (patience === 0 || best === null) return false;
  const measured = history.findLast(({ validationAccuracy }) => validationAccuracy !== undefined)!;
  return measured.epoch - Math.max(best.epoch, modelAt - 1) >= patience;
}
