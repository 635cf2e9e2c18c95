/** A trial as an ordinary run. */
import type { Trial } from '../../../native-bridge/host/sweep-messages.ts';
import type { RunSettings } from '../../ipc/nouns/run.ts';
import type { Datasets } from '../datasets/service.ts';
import { wrongSweep } from './refusals.ts';
import type { SweepRow } from './sweep-rows.ts';

export function runOfTrial(_sweep: SweepRow, _trial: Trial, _datasets: Datasets, _name?: string): RunSettings {
  throw wrongSweep('A trial cannot be made a run yet.', 'Train its settings by hand.');
}
