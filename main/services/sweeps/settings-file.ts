/** A trial's settings in the format of `lab train --settings`. */
import type { SweepPlan, Trial } from '../../../native-bridge/host/sweep-messages.ts';
import { type NamedSettings, type SettingsFile, settingsOfTrial } from '../../../native-bridge/host/tuning-messages.ts';
import { HostError } from '../../hosts/host-error.ts';

/** The settings that a trial is trained with. @throws HostError if its network is impossible */
export function namedSettings(plan: SweepPlan, { values }: Trial, classes: number): NamedSettings {
  const settings = settingsOfTrial(plan, values, classes);
  if (settings.ok) return settings.value;
  throw new HostError(settings.failure);
}

/** Number of epochs for a run with a trial's settings: up to its best one. */
export function bestEpochs({ epochs }: SweepPlan, { bestEpoch }: Trial): number {
  return bestEpoch === null ? epochs : bestEpoch + 1;
}

/** @param sweep its name, for people. @throws HostError if its network is impossible */
export function settingsFile(sweep: string, plan: SweepPlan, trial: Trial, classes: number): string {
  const { preset, network, ofPreset, hyperparameters } = namedSettings(plan, trial, classes);
  const file: SettingsFile = {
    ...{ format: 2, preset, ...(!ofPreset && { network }), hyperparameters },
    from: 'none', // as its trials were trained
    ...{ epochs: bestEpochs(plan, trial), seed: plan.seed },
    trial: { sweep, number: trial.number, values: trial.values, score: trial.scores?.[0] ?? null },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
