/** The limits of a dimension, and whether a dimension is within them. */
import { type NumberField, rangeOf } from '../training/hyperparameter-fields.ts';
import type { Dimension, Value } from './space.ts';
import { TuningError } from './tuning-error.ts';

export type Limits =
  | NumberField
  | {
      readonly kind: 'choice';
      readonly choices: readonly Value[];
    };

/** @throws TuningError if the dimension has a value that `name` does not accept. */
export function requireWithin(name: string, dimension: Dimension, limits: Limits): void {
  const bad = extremesOf(dimension).find((value) => !takes(limits, value));
  if (bad === undefined && !(dimension.kind === 'float' && limits.kind === 'number' && limits.integer)) return;
  const takesWhat = limitsInWords(limits);
  if (bad === undefined) throw refusal(name, `is a real number, and ${name} takes ${takesWhat}`, 'Make it an int.');
  throw refusal(name, `reaches ${JSON.stringify(bad)}, and ${name} takes ${takesWhat}`, `Stay with ${takesWhat}.`);
}

function refusal(name: string, reason: string, remedy: string): TuningError {
  return new TuningError(`Dimension "${name}" ${reason}.`, remedy, name);
}

/** The values of a dimension that must be checked: both ends, or every choice. */
function extremesOf(dimension: Dimension): readonly Value[] {
  return dimension.kind === 'choice' ? dimension.choices : [dimension.low, dimension.high];
}

function takes(limits: Limits, value: Value): boolean {
  if (limits.kind === 'choice') return limits.choices.includes(value);
  if (typeof value !== 'number' || (limits.integer && !Number.isInteger(value))) return false;
  const { min, max, minExcluded, maxExcluded } = limits;
  const above = min === null || (minExcluded ? value > min : value >= min);
  return above && (max === null || (maxExcluded ? value < max : value <= max));
}

/** `a whole number from 1 to 1024`, `adam, adamW or sgd`. */
export function limitsInWords(limits: Limits): string {
  if (limits.kind === 'number') return rangeOf({ value: limits });
  const words = limits.choices.map(String);
  return words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
