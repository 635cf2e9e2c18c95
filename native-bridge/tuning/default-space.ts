/** The space that a sweep has where a person says nothing else, and the preset's own point in a space. */
import { ONLY_WITH } from '../training/hyperparameters.ts';
import { type BaseSettings, hasEffect, hyperparametersWith, isHyperparameter } from './base-settings.ts';
import { isActive } from './conditions.ts';
import type { Dimension, Space, Value, Values } from './space.ts';
import { type Tunable, tunable } from './tunable.ts';

export { type Tunable, tunable } from './tunable.ts';

const ALWAYS = ['learningRate', 'batchSize'];
/** For presets that do not augment. */
const PLAIN = ['optimizer', 'weightDecay', 'momentum', 'schedule'];
/** For presets that do: how much, and what makes the answers less sure. */
const AUGMENTED = ['labelSmoothing', 'augmentRotation', 'augmentScale', 'augmentContrast', 'augmentCutout'];

/**
 * About eight dimensions that are worth searching: the learning rate, the mini-batch, then the optimizer and the schedule,
 * or the strengths of the augmentation where the preset augments; filters of the last convolutions and the dropout.
 * What the base fixes (`hyperparameters`) is left out.
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

/** The two that need no other hyperparameter: step and exponential also want to know when they fall. */
function ofSchedule({ current }: Tunable): Dimension {
  return { kind: 'choice', choices: [...new Set(['constant', 'cosine', current!])] };
}

/** Whether a hyperparameter does something with the optimizer and the schedule of the base. */
function fixedEffect(base: BaseSettings, name: string): boolean {
  return hasEffect(name, hyperparametersWith(base, base.preset, {}));
}

/**
 * The same space, in which every hyperparameter that does nothing but with certain optimizers or schedules says so, where
 * these are dimensions too and it has no other condition.
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
 * What the base has of every dimension that is active with it: the trial that all others are compared with. A value may
 * lie outside the dimension's range. Absent if the base has none (`validationSeed`).
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
