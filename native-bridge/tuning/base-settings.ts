/** What all trials of a sweep have in common: a preset or a network, and fixed hyperparameters. */
import type { Network } from '../convnet/network.ts';
import { presetNetwork } from '../convnet/presets.ts';
import { type HyperparameterName, Hyperparameters, ONLY_WITH } from '../training/hyperparameters.ts';
import { withPresetDefaults } from '../training/preset-defaults.ts';
import type { Space, Value, Values } from './space.ts';

export interface BaseSettings {
  readonly preset: string;
  /** Replaces the preset's network; `preset` is then only its name. */
  readonly network: Network | null;
  /** Override the preset's defaults. */
  readonly hyperparameters: Readonly<Record<string, number | string>>;
}

/** Names in a space and in a trial that are neither hyperparameters nor part of the network. */
export const PRESET = 'preset';
export const VALIDATION_SEED = 'validationSeed';

export function isHyperparameter(name: string): name is HyperparameterName {
  return Object.hasOwn(Hyperparameters.shape, name);
}

/**
 * The base network, or that of another preset.
 * @throws NetworkError if no preset has that name.
 */
export function networkOf({ preset, network }: BaseSettings, name: string, classes = 6): Network {
  return network !== null && name === preset ? network : presetNetwork(name, { classes });
}

/** Presets that a trial can have: the base's, or those that the space chooses from. */
export function presetsOf(space: Space, { preset }: BaseSettings): readonly string[] {
  const dimension = Object.hasOwn(space, PRESET) ? space[PRESET] : undefined;
  return dimension?.kind === 'choice' ? dimension.choices.map(String) : [preset];
}

/** Hyperparameters given for a trial, on top of the defaults of preset and schema, without those that have no effect. */
export function hyperparametersWith(
  { hyperparameters }: BaseSettings,
  preset: string,
  values: Values,
): Record<string, unknown> {
  // A sweep trains only on the pictures of its dataset, and from scratch.
  const given: Record<string, unknown> = {
    ...withPresetDefaults(preset, { ...hyperparameters, ...values }),
    companion: 0,
  };
  return Object.fromEntries(Object.entries(given).filter(([name]) => hasEffect(name, given)));
}

/** Whether the optimizer or schedule that a hyperparameter depends on has the value that it needs. */
export function hasEffect(name: string, given: Readonly<Record<string, unknown>>): boolean {
  const [other, ...values] = (isHyperparameter(name) && ONLY_WITH[name]) || [];
  return other === undefined || values.includes(String(given[other] ?? DEFAULTS[other]));
}

const DEFAULTS = Hyperparameters.parse({});

/** The value of a hyperparameter in the base; defaults included. */
export function baseValue(base: BaseSettings, name: HyperparameterName): Value {
  return (withPresetDefaults(base.preset, base.hyperparameters)[name] ?? DEFAULTS[name]) as Value;
}
