/** Whether a sweep can be on these pictures, in words, and what can be searched over. */
import { SweepPlan } from '../../../native-bridge/host/sweep-messages.ts';
import { checkPlan } from '../../../native-bridge/host/sweep-settings-messages.ts';
import type { Input, Output } from '../../ipc/contract.ts';
import type { DatasetSummary } from '../../ipc/nouns/dataset.ts';

export function checkSweep(plan: SweepPlan, dataset: DatasetSummary): Output<'sweeps.check'> {
  void dataset;
  return checkPlan(SweepPlan.parse(plan));
}

export function optionsOf(base: Input<'sweeps.options'>): Output<'sweeps.options'> {
  void base;
  return { fields: [], space: {}, defaults: {}, epochs: 100 };
}
