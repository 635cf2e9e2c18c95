/** Everything that can be in the space of a sweep, with a proposed range. */
import { PRESET_NAMES } from '../convnet/presets.ts';
import {
  HYPERPARAMETER_FIELDS,
  type HyperparameterField,
  type NumberField,
  TUNE,
} from '../training/hyperparameter-fields.ts';
import type { HyperparameterName } from '../training/hyperparameters.ts';
import { type BaseSettings, baseValue, networkOf, PRESET, VALIDATION_SEED } from './base-settings.ts';
import { networkDimensions } from './network-space.ts';
import type { Dimension, Value } from './space.ts';

export interface Tunable {
  readonly name: string;
  readonly title: string;
  /** One line: what it does. */
  readonly why: string;
  readonly group: 'training' | 'augmentation' | 'network' | 'data';
  readonly dimension: Dimension;
  /** The base's value; null if it has none. */
  readonly current: Value | null;
}

/** Hyperparameters that do not affect the scores of a sweep, with the reason. */
export const UNTUNABLE: Partial<Readonly<Record<HyperparameterName, string>>> = {
  freeze: 'a sweep trains from scratch',
  takenRate: 'a sweep trains from scratch',
  normStatistics: 'a sweep trains from scratch',
  evaluateEvery: 'a sweep measures after every epoch',
  measureTrainEvery: 'a sweep is judged by validation pictures',
  costDivisor: 'it changes how the cost is shown, not what is trained',
  patience: 'the scheduler of a sweep stops trials',
  companion: 'a sweep trains on the pictures of the dataset alone',
  rooms: 'a sweep trains on the pictures of the dataset alone',
  companionPreset: 'a sweep trains on the pictures of the dataset alone',
  companionKeep: 'a sweep trains on the pictures of the dataset alone',
};

/** @throws NetworkError if there is no such preset. */
export function tunable(base: BaseSettings): Tunable[] {
  const network = networkDimensions(networkOf(base, base.preset));
  return [
    ...HYPERPARAMETER_FIELDS.filter(({ key }) => !(key in UNTUNABLE)).map((field) => hyperparameter(base, field)),
    ...network.map((dimension) => ({ ...dimension, group: 'network' as const })),
    preset(base),
    VALIDATION,
  ];
}

function hyperparameter(base: BaseSettings, field: HyperparameterField): Tunable {
  const { key: name, title, why } = field;
  const current = baseValue(base, name);
  const group = name.startsWith('augment') ? 'augmentation' : 'training';
  return { name, title, why, group, dimension: proposed(field, current), current };
}

function proposed({ key, value }: HyperparameterField, current: Value): Dimension {
  if (value.kind === 'choice') return { kind: 'choice', choices: value.choices };
  const tune = TUNE.get(key);
  if (tune && 'choices' in tune) return { kind: 'choice', choices: withCurrent(tune.choices, current as number) };
  const { low, high, log } = rangeOf(value, tune, current as number);
  return { kind: value.integer ? 'int' : 'float', low, high, ...(log && { log }) };
}

type Range = { readonly low: number; readonly high: number; readonly log?: boolean | undefined };

/** The range that the metadata proposes, else that of the schema; widened to include the base's value. */
function rangeOf(
  value: NumberField,
  tune: Exclude<ReturnType<typeof TUNE.get>, { choices: unknown }>,
  current: number,
) {
  const [min, max] = [value.min ?? 0, value.max ?? 1];
  if (tune && 'factor' in tune) {
    const digits = (x: number) => Number(x.toPrecision(12)); // 0.009 / 10 is 0.0009, not 0.0008999999999999999
    return { low: digits(current / tune.factor), high: Math.min(digits(current * tune.factor), max), log: true };
  }
  const range: Range = tune ?? { low: min, high: max };
  return { ...range, low: Math.min(range.low, current), high: Math.max(range.high, current) };
}

function withCurrent(choices: readonly number[], current: number): number[] {
  return choices.includes(current) ? [...choices] : [...choices, current].sort((a, b) => a - b);
}

function preset(base: BaseSettings): Tunable {
  const known: readonly string[] = PRESET_NAMES;
  const choices = known.includes(base.preset) ? [...known] : [base.preset, ...known];
  return {
    ...{ name: PRESET, title: 'Preset', group: 'network', current: base.preset },
    why: 'The chosen preset sets the network, and the hyperparameters that are not given.',
    dimension: { kind: 'choice', choices },
  };
}

const VALIDATION: Tunable = {
  ...{ name: VALIDATION_SEED, title: 'Seed of the validation split', group: 'data', current: null },
  why: 'Chooses other validation pictures. Shows how much of a score is luck; the best seed is not a better model.',
  dimension: { kind: 'int', low: 0, high: 1000 },
};
