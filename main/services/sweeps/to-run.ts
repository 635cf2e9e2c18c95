/** Turns a trial into an ordinary run: the same settings, its best number of epochs, on train and validation together. */
import type { Trial } from '../../../native-bridge/host/sweep-messages.ts';
import type { RunSettings } from '../../ipc/schemas/run.ts';
import { wrongSweep } from './refusals.ts';
import { bestEpochs, namedSettings } from './settings-file.ts';
import type { SweepRow } from './sweep-rows.ts';

/** If the sweep itself is named after a trial, that prefix is dropped. At most 120 characters. */
export function trialName(number: number, sweep: string): string {
  return `Trial ${number} of ${sweep.replace(/^(Trial \d+ of )+/, '')}`.slice(0, 120);
}

/** @throws HostError if the trial has no score, or its network is impossible */
export function runOfTrial(
  { id, name: sweep, plan, pictures, classes }: SweepRow,
  trial: Trial,
  name?: string,
): RunSettings {
  if (pictures.kind !== 'dataset') throw new Error(`sweep ${id} has no dataset`);
  if (trial.bestEpoch === null) {
    throw wrongSweep(`Trial ${trial.number} of ${sweep} has no score.`, 'Choose one that has completed an epoch.');
  }
  const { preset, network, hyperparameters } = namedSettings(plan, trial, classes.length);
  return {
    name: name ?? trialName(trial.number, sweep),
    dataset: pictures.dataset,
    joinValidation: true,
    ...{ preset, network, hyperparameters, backend: plan.backend, seed: plan.seed },
    epochs: bestEpochs(plan, trial),
    from: 'none', // as its trials were trained
    trial: { sweep: id, number: trial.number },
  };
}
