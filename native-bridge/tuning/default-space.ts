/** The default space of a sweep, and the point of the preset's defaults in a space. */
import { ONLY_WITH } from '../training/hyperparameters.ts';
import { type BaseSettings, hasEffect, hyperparametersWith, isHyperparameter } from './base-settings.ts';
import { isActive } from './conditions.ts';
import type { Dimension, Space, Value, Values } from './space.ts';
import { type Tunable, tunable } from './tunable.ts';

export { type Tunable, tunable } from './tunable.ts';

const ALWAYS = ['learningRate', 'batchSize'];
/** For presets without augmentation. */
const PLAIN = ['optimizer', 'weightDecay', 'momentum', 'schedule'];
/** For presets with augmentation: its strengths, and label smoothing. */
const AUGMENTED = ['labelSmoothing', 'augmentRotation', 'augmentScale', 'augmentContrast', 'augmentCutout'];

/**
 * About eight dimensions that are worth searching: learning rate and mini-batch size, then optimizer and schedule, or
 * the strengths of the augmentation if the preset augments; filters of the last convolutions, and dropout.
 * Hyperparameters that the base fixes (`hyperparameters`) are left out.
 * @throws NetworkError if there is no such preset.
 */
export function defaultSpace(base: BaseSettings): Space {
  const fields = tunable(base);
  const augments = fields.some(({ group, current }) => group === 'augmentation' && current !== 0);
  const filters = fields.filter(({ name }) => name.endsWith('.filters')).slice(augments ? -1 : -2);
  const names = [...ALWAYS, ...(augments ? AUGMENTED : PLAIN), ...filters.map(({ name }) => name), 'dropout'];
  const dimensions = new Map(
    fields.map((field) => [field.name, field.name === 'schedule' ? ofSchedule(field) : field.dimension]),
  );
  const free = names.filter((name) => !Object.hasOwn(base.hyperparameters, name));
  const space = withConditions(Object.fromEntries(free.map((name) => [name, dimensions.get(name)!])));
  return Object.fromEntries(Object.entries(space).filter(([name, { when }]) => when || fixedEffect(base, name)));
}

/** Only the schedules without further hyperparameters: step and exponential also need decay settings. */
function ofSchedule({ current }: Tunable): Dimension {
  return { kind: 'choice', choices: [...new Set(['constant', 'cosine', current!])] };
}

/** Whether a hyperparameter has an effect with the optimizer and the schedule of the base. */
function fixedEffect(base: BaseSettings, name: string): boolean {
  return hasEffect(name, hyperparametersWith(base, base.preset, {}));
}

/**
 * The same space, with a condition on every hyperparameter that only has an effect with certain optimizers or schedules,
 * if these are dimensions too and it has no other condition.
 */
export function withConditions(space: Space): Space {
  return Object.fromEntries(
    Object.entries(space).map(([name, dimension]) => [name, conditioned(space, name, dimension)]),
  );
}

function conditioned(space: Space, name: string, dimension: Dimension): Dimension {
  const [other, ...values] = (isHyperparameter(name) && ONLY_WITH[name]) || [];
  const chosen = other !== undefined && Object.hasOwn(space, other) ? space[other] : undefined;
  if (other === undefined || chosen?.kind !== 'choice' || dimension.when) return dimension;
  const possible = values.filter((value) => chosen.choices.includes(value));
  return possible.length === 0 ? dimension : { ...dimension, when: { name: other, values: possible } };
}

/**
 * The base's value of every dimension that is active in it: the trial that all others are compared with. A value can be
 * outside the dimension's range. Dimensions without a base value (`validationSeed`) are absent.
 * @throws NetworkError if there is no such preset.
 */
export function presetDefaultsAsValues(space: Space, base: BaseSettings): Values {
  const current = new Map(tunable(base).map(({ name, current }: Tunable) => [name, current]));
  const known = Object.keys(space).flatMap((name): [string, Value][] => {
    const value = current.get(name) ?? null;
    return value === null ? [] : [[name, value]];
  });
  const values = Object.fromEntries(known);
  return Object.fromEntries(known.filter(([name]) => isActive(space, name, values)));
}
