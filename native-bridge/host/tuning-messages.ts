/** Questions about sweeps and their trials that main answers without starting a host: pure, no tensors. */
import type { Network } from '../convnet/network.ts';
import { summary } from '../convnet/parameters.ts';
import { parseNetwork } from '../convnet/parse.ts';
import { keyAndValue } from '../training/hyperparameters.ts';
import { presetDefaults } from '../training/preset-defaults.ts';
import { ArgumentError } from '../training/training-error.ts';
import { defaultSpace, presetDefaultsAsValues, type Tunable, tunable } from '../tuning/default-space.ts';
import { parseSpace } from '../tuning/parse-space.ts';
import type { SweepPlan } from '../tuning/plan.ts';
import { type BaseSettings, type TrialSettings, trialSettings } from '../tuning/settings.ts';
import type { Space, Values } from '../tuning/space.ts';
import type { Failure } from './compute-messages.ts';
import { asArgument, describeFailure } from './failure.ts';
import { isPresetNetwork, namedHyperparameters, parseSettingsFile, type SettingsFile } from './settings-file.ts';
import { requireGuess } from './sweep-check.ts';
import { valuesWithin } from './sweep-continuation.ts';

export { type MeanInterval, meanInterval, welch } from '../metrics/student-t.ts';
export type { BaseSettings } from '../tuning/settings.ts';
export type { SettingsFile } from './settings-file.ts';
export { checkPlan, type PlanCheck, type PlanProblem } from './sweep-check.ts';

export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export interface SweepOptions {
  readonly fields: Tunable[];
  readonly space: Space;
  /** The preset's defaults as a point in that space. */
  readonly defaults: Values;
  readonly epochs: number;
}

/** What can be searched for that preset or network. */
export function sweepOptions(base: BaseSettings): Checked<SweepOptions> {
  return attempt(() => {
    const space = defaultSpace(base);
    const defaults = presetDefaultsAsValues(space, base);
    return { fields: tunable(base), space, defaults, epochs: presetDefaults(base.preset).epochs };
  });
}

/** Parses a space as a person writes it. */
export function readSpace(value: unknown): Checked<Space> {
  return attempt(() => parseSpace(value));
}

/** Parses `key=value` as in `--set`. */
export function readFixed(settings: readonly string[]): Checked<Record<string, number | string>> {
  return attempt(() => Object.fromEntries(settings.map(keyAndValue)));
}

/** Parses a network as a person writes it: layers with only their non-default values. */
export function readNetwork(value: unknown): Checked<Network> {
  return attempt(() => parseNetwork(value));
}

export function readSettingsFile(value: unknown): Checked<SettingsFile> {
  return attempt(() => parseSettingsFile(value));
}

export interface NamedSettings {
  readonly preset: string;
  readonly network: Network;
  /** Whether it is the preset's own network. */
  readonly ofPreset: boolean;
  /** Hyperparameters that must be named, see `namedHyperparameters`. */
  readonly hyperparameters: Record<string, number | string>;
  /** Number of trained parameters. */
  readonly parameters: number;
}

/** The settings of a trial of that plan. @param classes of the pictures */
export function settingsOfTrial(plan: BaseSettings, values: Values, classes: number): Checked<NamedSettings> {
  return attempt(() => {
    const settings = possible(plan, values, classes);
    const { preset, network } = settings;
    return {
      ...{ preset, network, ofPreset: isPresetNetwork(preset, network, classes) },
      ...{ hyperparameters: namedHyperparameters(settings), parameters: summary(network).trained },
    };
  });
}

/** Checks manual trials. @returns the number of trained parameters of each one's network */
export function checkGuesses(plan: SweepPlan, guesses: readonly Values[], classes: number): Checked<number[]> {
  return attempt(() =>
    guesses.map((values, i) => {
      requireGuess(plan, values, classes, i + 1);
      return summary(possible(plan, values, classes).network).trained;
    }),
  );
}

/** Values of an earlier sweep's trial in the space of a new one; null if the new space does not contain that trial. */
export function continuedValues(earlier: SweepPlan, values: Values, plan: SweepPlan, classes: number): Values | null {
  return valuesWithin(earlier, values, plan, classes);
}

function possible(plan: BaseSettings, values: Values, classes: number): TrialSettings {
  const settings = trialSettings(plan, values, classes);
  if (!('impossible' in settings)) return settings;
  throw new ArgumentError(
    `The network of this trial is invalid: ${settings.impossible.reason}.`,
    'Choose another trial.',
  );
}

function attempt<T>(check: () => T): Checked<T> {
  try {
    return { ok: true, value: asArgument(check) };
  } catch (error) {
    return { ok: false, failure: describeFailure(error) };
  }
}
