/** What main asks about sweeps and their trials without starting a host: pure, no tensors. */
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
  /** The preset's own point in that space. */
  readonly defaults: Values;
  readonly epochs: number;
}

/** What can be searched over from that preset or network. */
export function sweepOptions(base: BaseSettings): Checked<SweepOptions> {
  return attempt(() => {
    const space = defaultSpace(base);
    const defaults = presetDefaultsAsValues(space, base);
    return { fields: tunable(base), space, defaults, epochs: presetDefaults(base.preset).epochs };
  });
}

/** A space as a person writes it. */
export function readSpace(value: unknown): Checked<Space> {
  return attempt(() => parseSpace(value));
}

/** `key=value` as `--set` takes it. */
export function readFixed(settings: readonly string[]): Checked<Record<string, number | string>> {
  return attempt(() => Object.fromEntries(settings.map(keyAndValue)));
}

/** A network as a person writes it: layers with what they are not at their defaults. */
export function readNetwork(value: unknown): Checked<Network> {
  return attempt(() => parseNetwork(value));
}

export function readSettingsFile(value: unknown): Checked<SettingsFile> {
  return attempt(() => parseSettingsFile(value));
}

export interface NamedSettings {
  readonly preset: string;
  readonly network: Network;
  /** Whether that is the preset's own. */
  readonly ofPreset: boolean;
  /** Those that must be named, see `namedHyperparameters`. */
  readonly hyperparameters: Record<string, number | string>;
  /** How many numbers the network learns. */
  readonly parameters: number;
}

/** What a trial of that plan is trained with. @param classes of the pictures */
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

/** Trials by hand. @returns how many numbers each one's network learns */
export function checkGuesses(plan: SweepPlan, guesses: readonly Values[], classes: number): Checked<number[]> {
  return attempt(() =>
    guesses.map((values, i) => {
      requireGuess(plan, values, classes, i + 1);
      return summary(possible(plan, values, classes).network).trained;
    }),
  );
}

/** Values of an earlier sweep's trial in the space of a new one; null if the same trial is not in it. */
export function continuedValues(earlier: SweepPlan, values: Values, plan: SweepPlan, classes: number): Values | null {
  return valuesWithin(earlier, values, plan, classes);
}

function possible(plan: BaseSettings, values: Values, classes: number): TrialSettings {
  const settings = trialSettings(plan, values, classes);
  if (!('impossible' in settings)) return settings;
  throw new ArgumentError(
    `The network of this trial cannot be: ${settings.impossible.reason}.`,
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
