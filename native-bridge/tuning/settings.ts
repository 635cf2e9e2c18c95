/** Turns the values of a trial into its network and hyperparameters. */
import { type Network, NetworkError } from '../convnet/network.ts';
import { type Hyperparameters, readHyperparameters } from '../training/hyperparameters.ts';
import {
  type BaseSettings,
  hasEffect,
  hyperparametersWith,
  isHyperparameter,
  networkOf,
  PRESET,
  VALIDATION_SEED,
} from './base-settings.ts';
import { applyToNetwork } from './network-change.ts';
import { parseNetworkName } from './network-names.ts';
import type { Value, Values } from './space.ts';
import { TuningError } from './tuning-error.ts';

export type { BaseSettings } from './base-settings.ts';
export { requireKnownNames } from './known-names.ts';

export interface TrialSettings {
  readonly preset: string;
  readonly network: Network;
  /** The complete set. */
  readonly hyperparameters: Hyperparameters;
  /** Null: the sweep's own. */
  readonly validationSeed: number | null;
}

/** Not a trial: its network is invalid. */
export interface Impossible {
  readonly impossible: {
    /** Index in the layers of the changed network; -1 if no single layer is to blame. */
    readonly layer: number;
    readonly reason: string;
  };
}

/**
 * @param classes of the data: units of a preset's last layer
 * @throws TuningError for an unknown name, TrainingError for a hyperparameter out of range, NetworkError for an invalid
 * base: none of them happens with values of a space that passed `requireKnownNames`.
 */
export function trialSettings(base: BaseSettings, values: Values, classes: number): TrialSettings | Impossible {
  const { preset = base.preset, validationSeed = null, ...rest } = values;
  const unknown = Object.keys(rest).find((name) => !isHyperparameter(name) && !parseNetworkName(name));
  if (unknown !== undefined) throw new TuningError(`There is no "${unknown}" to set.`, 'Leave it out.', unknown);
  const network = networkOf(base, String(preset), classes);
  const given = Object.fromEntries(Object.entries(rest).filter(([name]) => isHyperparameter(name)));
  const settings = {
    preset: String(preset),
    hyperparameters: readHyperparameters(hyperparametersWith(base, String(preset), given)),
    validationSeed: validationSeed === null ? null : seedOf(validationSeed),
  };
  try {
    return { ...settings, network: applyToNetwork(network, rest) };
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return { impossible: { layer: error.layer, reason: error.message } };
  }
}

function seedOf(value: Value): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new TuningError(
    `${VALIDATION_SEED} must be a whole number from 0, not ${value}.`,
    'Correct it.',
    VALIDATION_SEED,
  );
}

/** Values without those that have no effect in that trial (momentum with adam), as the table shows them. */
export function effectiveValues(base: BaseSettings, values: Values): Values {
  const preset = String(values[PRESET] ?? base.preset);
  const given = hyperparametersWith(base, preset, values);
  return Object.fromEntries(Object.entries(values).filter(([name]) => hasEffect(name, given)));
}
