/** A trial's settings as `lab train --settings` reads them. */
import type { Trial } from '../../../native-bridge/host/sweep-messages.ts';
import type { SweepRow } from './sweep-rows.ts';

export function settingsFile({ plan }: Pick<SweepRow, 'plan'>, { values, bestEpoch }: Trial): string {
  const { preset, network, hyperparameters, seed } = plan;
  const epochs = bestEpoch === null ? plan.epochs : bestEpoch + 1;
  return `${JSON.stringify({ preset, network, hyperparameters: { ...hyperparameters, ...values }, epochs, seed }, null, 2)}\n`;
}
