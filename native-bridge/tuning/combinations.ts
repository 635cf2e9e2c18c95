/** How many combinations a space contains. Pure, so that the page can show the count while a space is edited. */
import { valueCount } from './encoding.ts';
import type { Dimension, Space, Value } from './space.ts';

/** Combinations of active dimensions; null if a float makes them infinitely many. The space must be parsed. */
export function combinations(space: Space): bigint | null {
  if (Object.values(space).some((dimension) => valueCount(dimension) === Number.POSITIVE_INFINITY)) return null;
  return gridSize(space, 1);
}

/** The same with `pointsPerFloat` values for each float: the size of a grid. */
export function gridSize(space: Space, pointsPerFloat: number): bigint {
  return rootsOf(space).reduce((product, name) => product * treeSize(space, name, pointsPerFloat), 1n);
}

/** Combinations of a dimension and all that depend on it. */
export function treeSize(space: Space, name: string, pointsPerFloat: number): bigint {
  const dimension = space[name]!;
  const count = BigInt(gridCount(dimension, pointsPerFloat));
  const decisive = [...new Set(childrenOf(space, name).flatMap((child) => space[child]!.when!.values))];
  const within = decisive.map((value) => branchSize(space, name, value, pointsPerFloat));
  return within.reduce((sum, size) => sum + size, count - BigInt(decisive.length));
}

/** Combinations of the dimensions that depend on a dimension when it has this value. */
export function branchSize(space: Space, name: string, value: Value, pointsPerFloat: number): bigint {
  const active = activeChildren(space, name, value);
  return active.reduce((product, child) => product * treeSize(space, child, pointsPerFloat), 1n);
}

/** Number of values of one dimension in a grid. */
export function gridCount(dimension: Dimension, pointsPerFloat: number): number {
  const count = valueCount(dimension);
  return count === Number.POSITIVE_INFINITY ? pointsPerFloat : count;
}

export function rootsOf(space: Space): string[] {
  return Object.keys(space).filter((name) => space[name]!.when === undefined);
}

export function activeChildren(space: Space, name: string, value: Value): string[] {
  return childrenOf(space, name).filter((child) => space[child]!.when!.values.includes(value));
}

function childrenOf(space: Space, name: string): string[] {
  return Object.keys(space).filter((child) => space[child]!.when?.name === name);
}
