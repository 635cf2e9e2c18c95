/** Dimensions as Optuna's distributions (optuna/distributions.py), and values as Optuna stores them. */
import type { Dimension, Space, Value } from '../space.ts';
import type { ExportedTrial } from './exported.ts';

export interface Distribution {
  readonly name: 'FloatDistribution' | 'IntDistribution' | 'CategoricalDistribution';
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * One per dimension, the same for all trials: Optuna refuses a categorical one that changes within a study. Values
 * outside the space (the preset's defaults, manual trials) widen it, because Optuna accepts none outside a
 * distribution.
 */
export function distributionsOf(space: Space, trials: readonly ExportedTrial[]): Map<string, Distribution> {
  return new Map(
    Object.entries(space).map(([name, dimension]) => {
      const values = trials.flatMap((trial) => (Object.hasOwn(trial.values, name) ? [trial.values[name]!] : []));
      return [name, distributionOf(dimension, values)];
    }),
  );
}

function distributionOf(dimension: Dimension, values: readonly Value[]): Distribution {
  const numbers = values.filter((value) => typeof value === 'number');
  if (dimension.kind === 'choice' || numbers.length < values.length) {
    const choices = dimension.kind === 'choice' ? dimension.choices : [];
    return { name: 'CategoricalDistribution', attributes: { choices: [...new Set([...choices, ...values])] } };
  }
  const low = numbers.reduce((a, b) => Math.min(a, b), dimension.low);
  const high = numbers.reduce((a, b) => Math.max(a, b), dimension.high);
  const whole = dimension.kind === 'int' && numbers.every(Number.isInteger);
  const log = (dimension.log ?? false) && low >= (whole ? 1 : Number.MIN_VALUE);
  if (!whole) return { name: 'FloatDistribution', attributes: { step: null, low, high, log } };
  const { step = 1 } = dimension;
  const onGrid = !log && numbers.every((value) => (value - low) % step === 0);
  return { name: 'IntDistribution', attributes: { log, step: onGrid ? step : 1, low, high } };
}

/** What Optuna stores for a value: the number, or the index among the choices. */
export function internalValue({ name, attributes }: Distribution, value: Value): number {
  return name === 'CategoricalDistribution' ? (attributes.choices as Value[]).indexOf(value) : (value as number);
}
