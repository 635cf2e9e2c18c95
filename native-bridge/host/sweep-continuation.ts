/** Which trials of an earlier sweep belong to a new one: those that would be trained with the same settings. */
import { isDeepStrictEqual } from 'node:util';
import { isActive, parentsFirst } from '../tuning/conditions.ts';
import { presetDefaultsAsValues } from '../tuning/default-space.ts';
import { toUnit } from '../tuning/encoding.ts';
import type { SweepPlan } from '../tuning/plan.ts';
import { trialSettings } from '../tuning/settings.ts';
import type { Space, Value, Values } from '../tuning/space.ts';

/**
 * The values of that trial in the new space: its own, and for new dimensions what its sweep had fixed.
 * @returns null if it would be trained with other settings, or has a value that is not in the new space
 */
export function valuesWithin(earlier: SweepPlan, values: Values, plan: SweepPlan, classes: number): Values | null {
  const fixed = presetDefaultsAsValues(plan.space, earlier);
  const found = chosen(plan.space, { ...fixed, ...values });
  if (found === null) return null;
  const [before, after] = [trialSettings(earlier, values, classes), trialSettings(plan, found, classes)];
  return isDeepStrictEqual(before, after) ? found : null;
}

/** Null if an active dimension has no value, or one outside its range. */
function chosen(space: Space, known: Values): Values | null {
  const values: Record<string, Value> = {};
  for (const name of parentsFirst(space)) {
    if (!isActive(space, name, values)) continue;
    const value = known[name];
    if (value === undefined || toUnit(space[name]!, value) === null) return null;
    values[name] = value;
  }
  const names = Object.keys(space).filter((name) => values[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, values[name]!]));
}
