/** A typed point of a search space: a guess before a sweep, or a trial added while it runs. */

import { isActive, parentsFirst } from '../../../native-bridge/tuning/conditions.ts';
import { toUnit } from '../../../native-bridge/tuning/encoding.ts';
import { listOf } from '../../lib/format.ts';
import { dimensionWords } from './dimension-text.ts';
import { t } from './messages/index.ts';
import type { Dimension, Space, Value, Values } from './sweep-types.ts';

/** By dimension, as typed; a choice is the JSON text of its value. */
export type TypedPoint = Readonly<Record<string, string>>;

/** Texts of a point; missing values start in the middle of their dimension. */
export function typedPoint(space: Space, values: Values): TypedPoint {
  return Object.fromEntries(
    Object.entries(space).map(([name, dimension]) => [name, textOf(dimension, values[name] ?? middle(dimension))]),
  );
}

export const textOf = (dimension: Dimension, value: Value): string =>
  dimension.kind === 'choice' ? JSON.stringify(value) : String(value);

function middle(dimension: Dimension): Value {
  if (dimension.kind === 'choice') return dimension.choices[0]!;
  const { low, high, log, kind } = dimension;
  const at = log ? Math.sqrt(low * high) : (low + high) / 2;
  if (kind === 'float') return Number(at.toPrecision(2));
  const step = dimension.step ?? 1;
  return low + Math.round((at - low) / step) * step;
}

export interface ReadPoint {
  /** Of the active dimensions. */
  readonly values: Values;
  /** Errors by dimension. */
  readonly problems: Readonly<Record<string, string>>;
}

/** The parsed point: dimensions without an effect are left out, as in every trial. */
export function readPoint(space: Space, typed: TypedPoint): ReadPoint {
  const [values, problems]: [Record<string, Value>, Record<string, string>] = [{}, {}];
  for (const name of parentsFirst(space)) {
    if (!isActive(space, name, values)) continue;
    const dimension = space[name]!;
    const value = valueFrom(dimension, typed[name] ?? '');
    if (value === null || toUnit(dimension, value) === null)
      problems[name] = t.oneOf({ values: dimensionWords(dimension) });
    else values[name] = value;
  }
  const ordered = Object.keys(space).flatMap((name) => (name in values ? [[name, values[name]!] as const] : []));
  return { values: Object.fromEntries(ordered), problems };
}

function valueFrom(dimension: Dimension, text: string): Value | null {
  if (dimension.kind === 'choice') return dimension.choices.find((choice) => JSON.stringify(choice) === text) ?? null;
  const number = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !Number.isFinite(number) ? null : number;
}

/** `learningRate 0.01, optimizer adam`, using the dimensions' titles. */
export function pointWords(values: Values, titleOf: (name: string) => string, text: (value: Value) => string): string {
  const words = Object.entries(values).map(([name, value]) =>
    t.valueOf({ setting: titleOf(name), value: text(value) }),
  );
  return words.length === 0 ? t.noValue() : listOf(words);
}
