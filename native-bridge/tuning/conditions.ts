/**
 * Which dimensions of a space are active for given values. A dimension depends on at most one other, so a parsed space
 * is a forest. Pure, because the page uses it too.
 */
import type { Dimension, Space, Value, Values } from './space.ts';

/** Whether dimension `name` has an effect with these values. The space must be parsed: no cycles, no unknown names. */
export function isActive(space: Space, name: string, values: Values): boolean {
  const when = space[name]!.when;
  if (when === undefined) return true;
  const value = values[when.name];
  return value !== undefined && when.values.includes(value) && isActive(space, when.name, values);
}

/** The active dimensions, in the order of the space. */
export function activeNames(space: Space, values: Values): string[] {
  return Object.keys(space).filter((name) => isActive(space, name, values));
}

/** All dimensions, each after the one that it depends on. */
export function parentsFirst(space: Space): string[] {
  const depth = (name: string): number => {
    const when = space[name]!.when;
    return when === undefined ? 0 : 1 + depth(when.name);
  };
  const depths = new Map(Object.keys(space).map((name) => [name, depth(name)]));
  return Object.keys(space).sort((a, b) => depths.get(a)! - depths.get(b)!); // the sort is stable
}

/**
 * Chooses values dimension by dimension, parents first; `choose` is called only for active dimensions.
 * @returns the values in the order of the space
 */
export function chooseActive(space: Space, choose: (name: string, dimension: Dimension) => Value): Values {
  const chosen = new Map<string, Value>();
  for (const name of parentsFirst(space)) {
    const dimension = space[name]!;
    const { when } = dimension;
    const active = when === undefined || when.values.some((value) => value === chosen.get(when.name));
    if (active) chosen.set(name, choose(name, dimension));
  }
  const names = Object.keys(space).filter((name) => chosen.has(name));
  return Object.fromEntries(names.map((name) => [name, chosen.get(name)!]));
}
