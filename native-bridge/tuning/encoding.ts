/**
 * Maps values of a dimension to the unit interval and back. A float maps linearly, or by its logarithm; every whole
 * number and every choice has a cell, so that a uniform coordinate gives each its share. Pure: no Node, no zod.
 */
import type { Dimension, Space, Value, Values } from './space.ts';

export type IntDimension = Extract<Dimension, { kind: 'int' }>;
type FloatDimension = Extract<Dimension, { kind: 'float' }>;

/** How many values a dimension has; Infinity for a float, unless it has only one. */
export function valueCount(dimension: Dimension): number {
  if (dimension.kind === 'choice') return dimension.choices.length;
  if (dimension.low === dimension.high) return 1;
  return dimension.kind === 'float' ? Number.POSITIVE_INFINITY : intCount(dimension);
}

function intCount({ low, high, step = 1 }: IntDimension): number {
  return Math.floor((high - low) / step) + 1;
}

/** The value at `u` in [0, 1]; numbers outside count as the nearest end. */
export function fromUnit(dimension: Dimension, u: number): Value {
  const x = Math.min(Math.max(u, 0), 1);
  if (dimension.kind === 'choice') return dimension.choices[cellAt(x, dimension.choices.length)]!;
  return dimension.kind === 'float' ? floatAt(dimension, x) : intAt(dimension, x);
}

function cellAt(u: number, count: number): number {
  return Math.min(Math.floor(u * count), count - 1);
}

function floatAt({ low, high, log = false }: FloatDimension, u: number): number {
  const [from, to] = log ? [Math.log(low), Math.log(high)] : [low, high];
  const at = from + u * (to - from);
  return clamp(log ? Math.exp(at) : at, low, high);
}

function intAt(dimension: IntDimension, u: number): number {
  const { low, high, step = 1, log = false } = dimension;
  if (!log) return low + step * cellAt(u, intCount(dimension));
  const [from, to] = logReach(dimension);
  return clamp(Math.round(Math.exp(from + u * (to - from))), low, high);
}

/** The coordinate of a value in [0, 1]: the middle of its cell. Null if the dimension never has that value. */
export function toUnit(dimension: Dimension, value: Value): number | null {
  if (dimension.kind === 'choice') {
    const at = dimension.choices.indexOf(value);
    return at < 0 ? null : (at + 0.5) / dimension.choices.length;
  }
  if (typeof value !== 'number' || !(value >= dimension.low && value <= dimension.high)) return null;
  return dimension.kind === 'float' ? ofFloat(dimension, value) : ofInt(dimension, value);
}

function ofFloat({ low, high, log = false }: FloatDimension, value: number): number {
  if (low === high) return 0.5;
  const place = log ? Math.log : (x: number) => x;
  return clamp((place(value) - place(low)) / (place(high) - place(low)), 0, 1);
}

function ofInt(dimension: IntDimension, value: number): number | null {
  const k = (value - dimension.low) / (dimension.step ?? 1);
  if (!Number.isInteger(k)) return null;
  if (!dimension.log) return (k + 0.5) / intCount(dimension);
  const [from, to] = logReach(dimension);
  return (Math.log(value) - from) / (to - from);
}

/** The left and right edge in [0, 1] of a whole number's cell. */
export function cellOf(dimension: IntDimension, value: number): readonly [left: number, right: number] {
  if (!dimension.log) {
    const count = intCount(dimension);
    const k = (value - dimension.low) / (dimension.step ?? 1);
    return [k / count, (k + 1) / count];
  }
  const [from, to] = logReach(dimension);
  return [(Math.log(value - 0.5) - from) / (to - from), (Math.log(value + 0.5) - from) / (to - from)];
}

/** On a logarithmic scale a whole number's cell extends half a unit to either side. */
function logReach({ low, high }: IntDimension): readonly [from: number, to: number] {
  return [Math.log(low - 0.5), Math.log(high + 0.5)];
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}

/**
 * One coordinate per dimension, in the order of the space; null if it is inactive, or has a value outside this space (a
 * trial of another sweep).
 */
export type Point = readonly (number | null)[];

export function unitCoordinates(space: Space, values: Values): Point {
  return Object.entries(space).map(([name, dimension]) => {
    const value = values[name];
    return value === undefined ? null : toUnit(dimension, value);
  });
}

/** The values at a point of the space. */
export function valuesAt(space: Space, point: Point): Values {
  const entries = Object.entries(space).flatMap(([name, dimension], d) => {
    const coordinate = point[d] ?? null;
    return coordinate === null ? [] : [[name, fromUnit(dimension, coordinate)] as const];
  });
  return Object.fromEntries(entries);
}
