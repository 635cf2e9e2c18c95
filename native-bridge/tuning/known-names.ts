/** Checks that every dimension of a space names something that can be set, and stays within its limits. */
import { PRESET_NAMES } from '../convnet/presets.ts';
import { HYPERPARAMETER_FIELDS } from '../training/hyperparameter-fields.ts';
import { type HyperparameterName, ONLY_WITH } from '../training/hyperparameters.ts';
import {
  type BaseSettings,
  hasEffect,
  hyperparametersWith,
  isHyperparameter,
  networkOf,
  PRESET,
  presetsOf,
  VALIDATION_SEED,
} from './base-settings.ts';
import { type Limits, requireWithin } from './dimension-limits.ts';
import { nearMiss } from './near-miss.ts';
import { parseNetworkName } from './network-names.ts';
import { limitsOf } from './network-space.ts';
import type { Space } from './space.ts';
import { tunable, UNTUNABLE } from './tunable.ts';
import { TuningError } from './tuning-error.ts';

/**
 * Call it before a sweep starts, with a parsed space.
 * @throws TuningError for a name that is unknown or has no effect, and for a range that exceeds its limits; NetworkError
 * if the base's preset does not exist.
 */
export function requireKnownNames(space: Space, base: BaseSettings): void {
  networkOf(base, base.preset);
  // The choice of presets first: the meaning of layer names depends on it.
  const names = Object.keys(space).sort((a, b) => Number(b === PRESET) - Number(a === PRESET));
  for (const name of names) {
    if (parseNetworkName(name)) requireOfNetwork(space, base, name);
    else requireWithin(name, space[name]!, limitsIn(space, base, name));
  }
}

function limitsIn(space: Space, base: BaseSettings, name: string): Limits {
  if (name === PRESET) return { kind: 'choice', choices: [...new Set([base.preset, ...PRESET_NAMES])] };
  if (name === VALIDATION_SEED) return SEED;
  if (!isHyperparameter(name)) throw unknownName(base, name);
  const reason = UNTUNABLE[name];
  if (reason !== undefined) throw new TuningError(`${name} cannot be searched: ${reason}.`, 'Leave it out.', name);
  requireEffect(space, base, name);
  const { value } = HYPERPARAMETER_FIELDS.find(({ key }) => key === name)!;
  return value;
}

const SEED: Limits = {
  ...{ kind: 'number', integer: true, default: 0, min: 0, max: 2 ** 31 - 1 },
  ...{ minExcluded: false, maxExcluded: false },
};

function unknownName(base: BaseSettings, name: string): TuningError {
  const known = tunable(base).map((one) => one.name);
  const meant = nearMiss(name, known);
  const remedy = `${meant === null ? '' : `Did you mean ${meant}? `}There are: ${known.join(', ')}.`;
  return new TuningError(`Nothing is called "${name}".`, remedy, name);
}

/** A dimension that has no effect in any trial is a mistake. */
function requireEffect(space: Space, base: BaseSettings, name: HyperparameterName): void {
  const [other, ...values] = ONLY_WITH[name] ?? [];
  if (other === undefined) return;
  const dimension = Object.hasOwn(space, other) ? space[other]! : null;
  const searched = dimension?.kind === 'choice' && values.some((value) => dimension.choices.includes(value));
  const fixed = presetsOf(space, base).some((preset) => hasEffect(name, hyperparametersWith(base, preset, {})));
  if (dimension ? searched : fixed) return;
  const needed = values.join(' or ');
  throw new TuningError(
    `${name} does nothing: ${other} is never ${needed}.`,
    `Leave it out, set ${other} to ${needed}, or search ${other} too.`,
    name,
  );
}

function requireOfNetwork(space: Space, base: BaseSettings, name: string): void {
  for (const preset of presetsWith(space, base, name)) {
    const limits = limitsOf(networkOf(base, preset), name);
    if (!limits) throw missing(space, base, name, preset);
    requireWithin(name, space[name]!, limits);
  }
}

/** Presets with which a dimension is active. */
function presetsWith(space: Space, base: BaseSettings, name: string): readonly string[] {
  const presets = presetsOf(space, base);
  for (let when = space[name]!.when; when !== undefined; when = space[when.name]?.when) {
    const { values } = when;
    if (when.name === PRESET) return presets.filter((preset) => values.includes(preset));
  }
  return presets;
}

function missing(space: Space, base: BaseSettings, name: string, preset: string): TuningError {
  if (!Object.hasOwn(space, PRESET)) return unknownName(base, name);
  const having = presetsOf(space, base).filter((one) => limitsOf(networkOf(base, one), name));
  const condition = JSON.stringify({ name: PRESET, values: having });
  const remedy = having.length === 0 ? 'Leave it out.' : `Add "when":${condition} to it, or leave it out.`;
  return new TuningError(`The network of preset ${preset} has no ${name}.`, remedy, name);
}
