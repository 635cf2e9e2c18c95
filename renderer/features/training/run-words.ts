/** The actions on a run, and its results, as text. */
import type { HyperparameterField, RunState, RunSummary } from '../../../main/ipc/schemas/run.ts';
import { listOf } from '../../lib/format.ts';
import { choiceTitle, spoken } from '../../lib/hyperparameters/words.ts';
import { validationOf } from '../../lib/run-validation.ts';
import { KINDS } from './augmentation-form.ts';
import { t } from './messages/index.ts';

export type Action = 'pause' | 'resume' | 'finishLast' | 'finishBest' | 'extend';

/** The actions currently possible on a run, the most likely first. */
export function actionsOf({ state, epochs, best }: RunSummary): readonly Action[] {
  const finish: Action[] = epochs > 0 ? (best ? ['finishBest', 'finishLast'] : ['finishLast']) : [];
  switch (state.kind) {
    case 'queued':
      return ['pause'];
    case 'training':
      return ['pause', ...finish];
    case 'pausing':
    case 'finishing':
      return [];
    case 'paused':
      return ['resume', ...finish];
    case 'failed':
      return state.resumable ? ['resume', ...finish] : [];
    case 'done':
      return ['extend'];
  }
}

/** The results of a run; null where it has not ended. */
export function doneOf({ state }: RunSummary): Extract<RunState, { kind: 'done' }> | null {
  return state.kind === 'done' ? state : null;
}

/** A share of the pictures as a number: 12.5 */
export const inPercent = (share: number): number => Math.round(share * 1000) / 10;

/** The pictures that a run is validated on. */
export function validationWords(run: RunSummary): string {
  const validation = validationOf(run);
  switch (validation.kind) {
    case 'joined':
      return t.joinedSplit();
    case 'splitOff':
      return t.ofTraining({ percent: inPercent(validation.share) });
    case 'own':
      return t.ownSplitUsed();
    case 'none':
      return t.noSplit();
    case 'unknown':
      return t.ownSplit();
  }
}

/** `Learning rate 0.001, Rotation ±15°`; by key where `fields` does not name them. */
export function hyperparameterWords(
  values: RunSummary['settings']['hyperparameters'],
  fields: readonly HyperparameterField[],
): string {
  const words = Object.entries(values).map(([key, value]) => {
    const field = fields.find((field) => field.key === key);
    const kind = KINDS.find((kind) => kind.key === key);
    return t.nameAndValue({
      name: field ? spoken(field).title : key,
      value: kind && Number(value) > 0 ? kind.format(Number(value)) : choiceTitle(key, value),
    });
  });
  return words.length === 0 ? t.allDefaults() : listOf(words);
}
