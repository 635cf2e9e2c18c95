/** What the course's notebook prints for a run, for comparison. */
import type { RunSummary } from '../../../main/ipc/schemas/run.ts';
import type { EpochSeries } from './epoch-series.ts';

/** The notebook prints the cost of every fifth epoch, from epoch 0. */
const PRINT_EVERY = 5;

/** Python's `%f`: six digits after the point. */
const printed = (value: number) => value.toFixed(6);

export function printout({ cost }: EpochSeries, state: RunSummary['state']): string {
  const lines = cost.flatMap((value, epoch) =>
    // untranslated: what the notebook prints
    epoch % PRINT_EVERY === 0 ? [`Cost after epoch ${epoch}: ${printed(value)}`] : [],
  );
  if (state.kind === 'done') {
    // untranslated: what the notebook prints
    lines.push(`Train Accuracy: ${printed(state.trainAccuracy)}`);
    // untranslated: what the notebook prints
    if (state.testAccuracy !== null) lines.push(`Test Accuracy: ${printed(state.testAccuracy)}`);
  }
  return lines.join('\n');
}

/** The published lines for comparison: the course's own run on its own pictures. */
// untranslated: what the notebook prints
export const PUBLISHED = `Cost after epoch 0: 1.917929
Cost after epoch 5: 1.506757
...
Train Accuracy: 0.940741
Test Accuracy: 0.783333`;
