/** Checks of a run's settings in main, before any host is started: pure, no tensors. */
import type { Network } from '../convnet/network.ts';
import { summary } from '../convnet/parameters.ts';
import { PRESET_NAMES, presetNetwork } from '../convnet/presets.ts';
import { readHyperparameters } from '../training/hyperparameters.ts';
import { presetDefaults } from '../training/preset-defaults.ts';
import type { Failure } from './compute-messages.ts';
import { asArgument, describeFailure } from './failure.ts';
import { requireFit } from './network-fit.ts';

export { AUGMENTATION_PRESETS, type AugmentationPreset, augmentationPreset } from '../training/augmentation-presets.ts';
export { HYPERPARAMETER_FIELDS, type HyperparameterField, rangeOf } from '../training/hyperparameter-fields.ts';
export type { Hyperparameters } from '../training/hyperparameters.ts';
export { companionFor } from '../training/preset-defaults.ts';

export interface SettingsToCheck {
  readonly network: Network;
  /** Number of classes of the dataset. */
  readonly classes: number;
  readonly hyperparameters: Readonly<Record<string, number | string>>;
}

/** @returns the number of trained parameters and the hyperparameters with their defaults, or why they are invalid. */
export function checkSettings({ network, classes, hyperparameters }: SettingsToCheck) {
  return attempt(() => {
    requireFit(network, classes);
    return { parameters: summary(network).trained, hyperparameters: readHyperparameters(hyperparameters) };
  });
}

/** Every preset with its network for six classes, the course's first. */
export function presets() {
  return PRESET_NAMES.map((name) => {
    const { epochs, from, hyperparameters } = presetDefaults(name);
    // The preset's cost divisor is the default.
    const { costDivisor: _, ...rest } = hyperparameters;
    return { name, network: presetNetwork(name), epochs, from, hyperparameters: rest };
  });
}

/** The course's network for that many classes. */
export function courseNetwork(classes: number): Network {
  return presetNetwork('course', { classes });
}

function attempt<T>(check: () => T): { ok: true; value: T } | { ok: false; failure: Failure } {
  try {
    return { ok: true, value: asArgument(check) };
  } catch (error) {
    return { ok: false, failure: describeFailure(error) };
  }
}
