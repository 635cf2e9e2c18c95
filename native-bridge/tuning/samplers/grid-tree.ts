/** A grid as a forest, so that its k-th combination is found without enumerating those before it. */
import { activeChildren, gridCount, rootsOf } from '../combinations.ts';
import { fromUnit, toUnit } from '../encoding.ts';
import type { Dimension, Space, Value } from '../space.ts';

/** One dimension of the grid with all dimensions that depend on it. */
interface Tree {
  readonly name: string;
  readonly valueAt: (index: number) => Value;
  /** Number of values that nothing depends on. */
  readonly plain: number;
  /** Values that something depends on, by index, ascending. */
  readonly branches: readonly Branch[];
  readonly size: number;
}

interface Branch {
  readonly index: number;
  readonly children: readonly Tree[];
  readonly size: number;
}

/** @returns the trees of the dimensions that are always active; the product of their sizes is that of the grid. */
export function gridForest(space: Space, pointsPerFloat: number): Tree[] {
  return rootsOf(space).map((name) => treeOf(space, name, pointsPerFloat));
}

/** Combination `index` in [0, product of sizes): the active dimensions with their values. */
export function combinationAt(trees: readonly Tree[], index: number): [name: string, value: Value][] {
  let rest = index;
  return trees.flatMap((tree) => {
    const within = rest % tree.size;
    rest = Math.floor(rest / tree.size);
    return withinTree(tree, within);
  });
}

function withinTree(tree: Tree, index: number): [name: string, value: Value][] {
  const { name, valueAt, plain, branches } = tree;
  if (index < plain) return [[name, valueAt(plainIndex(branches, index))]];
  let rest = index - plain;
  for (const { index: at, children, size } of branches) {
    if (rest < size) return [[name, valueAt(at)], ...combinationAt(children, rest)];
    rest -= size;
  }
  throw new RangeError(`there is no combination ${index} of ${name}`);
}

/** The k-th index that does not belong to a branch. */
function plainIndex(branches: readonly Branch[], k: number): number {
  return branches.reduce((at, { index }) => (index <= at ? at + 1 : at), k);
}

function treeOf(space: Space, name: string, pointsPerFloat: number): Tree {
  const dimension = space[name]!;
  const count = gridCount(dimension, pointsPerFloat);
  const branches = decisiveValues(space, name).map((value) => branchOf(space, name, value, pointsPerFloat));
  branches.sort((a, b) => a.index - b.index);
  const plain = count - branches.length;
  const size = branches.reduce((sum, branch) => sum + branch.size, plain);
  return { name, valueAt: (index) => gridValue(dimension, index, count), plain, branches, size };
}

function decisiveValues(space: Space, name: string): Value[] {
  const conditions = Object.values(space).map(({ when }) => (when?.name === name ? when.values : []));
  return [...new Set(conditions.flat())];
}

function branchOf(space: Space, name: string, value: Value, pointsPerFloat: number): Branch {
  const children = activeChildren(space, name, value).map((child) => treeOf(space, child, pointsPerFloat));
  const size = children.reduce((product, child) => product * child.size, 1);
  return { index: indexOf(space[name]!, value), children, size };
}

/** Index of a choice or a whole number: a parsed condition names nothing else. */
function indexOf(dimension: Dimension, value: Value): number {
  if (dimension.kind === 'choice') return dimension.choices.indexOf(value);
  if (dimension.kind === 'int') return (Number(value) - dimension.low) / (dimension.step ?? 1);
  throw new RangeError(`a condition on a float: ${toUnit(dimension, value)}`);
}

/** A float has its ends and evenly spaced points (in the logarithm if it is logarithmic); a single point: the middle. */
function gridValue(dimension: Dimension, index: number, count: number): Value {
  if (dimension.kind === 'choice') return dimension.choices[index]!;
  if (dimension.kind === 'int') return dimension.low + index * (dimension.step ?? 1);
  return fromUnit(dimension, count === 1 ? 0.5 : index / (count - 1));
}
