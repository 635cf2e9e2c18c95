/** All trials of a sweep as a file for other programs. */
import type { Trial, TrialEpoch } from '../../../native-bridge/host/sweep-messages.ts';
import type { Output } from '../../ipc/contract.ts';
import { wrongSweep } from './refusals.ts';
import type { SweepRow } from './sweep-rows.ts';

export interface Exported {
  readonly sweep: SweepRow;
  readonly trials: readonly Trial[];
  readonly epochs: readonly TrialEpoch[];
}

export function exportSweep(
  _what: Exported,
  format: 'csv' | 'optuna' | 'tensorboard',
  _pruned: boolean,
): Output<'sweeps.export'> {
  throw wrongSweep(`A sweep cannot be exported as ${format} yet.`, 'Copy its table.');
}
