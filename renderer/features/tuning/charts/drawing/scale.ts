/** Position of a value on an axis, as a share of its length: 0 at the low end, 1 at the high one. */
import { significant } from '../../../../lib/format.ts';
import { valueText } from '../../trial-words.ts';
import type { Dimension, Value } from '../chart-props.ts';
import { logTicks, roundTicks } from './ticks.ts';

export interface Tick {
  readonly at: number;
  readonly label: string;
}

export interface Scale {
  readonly ticks: readonly Tick[];
  /** NaN for a value that is not on it: missing, or not representable on a logarithmic axis. */
  place(value: Value | null | undefined): number;
  /** The value at a position, as text. */
  words(place: number): string;
}

/** An axis of numbers also knows its ends. */
export interface NumberScale extends Scale {
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  valueAt(place: number): number;
}

export interface NumberLook {
  readonly log?: boolean;
  /** Ticks are whole numbers. */
  readonly whole?: boolean;
  readonly write?: (value: number) => string;
  /** Approximate number of ticks. */
  readonly ticks?: number;
}

const tidy = (value: number) => significant(value, 3);

/** @param low, high the ends, in order; equal ones are moved apart, so that a single value is in the middle */
export function numberScale(low: number, high: number, look: NumberLook = {}): NumberScale {
  const { log = false, whole = false, write = tidy, ticks: wanted = 5 } = look;
  const [from, to] = apart(low, high, log);
  const [a, b] = log ? [Math.log(from), Math.log(to)] : [from, to];
  const place = (value: Value | null | undefined) => {
    if (typeof value !== 'number') return Number.NaN;
    return ((log ? Math.log(value) : value) - a) / (b - a);
  };
  const valueAt = (share: number) => {
    const value = a + share * (b - a);
    const plain = log ? Math.exp(value) : value;
    return whole ? Math.round(plain) : plain;
  };
  const found = log ? logTicks(from, to, wanted) : roundTicks(from, to, wanted, whole);
  const ticks = found.map((value) => ({ at: place(value), label: write(value) }));
  return { low: from, high: to, log, ticks, place, valueAt, words: (share) => write(valueAt(share)) };
}

function apart(low: number, high: number, log: boolean): [number, number] {
  if (low < high) return [low, high];
  if (log) return [low / 2, low * 2];
  const half = Math.abs(low) * 0.1 || 0.5;
  return [low - half, low + half];
}

/** Evenly spaced choices, each in the middle of its segment. */
export function choiceScale(choices: readonly Value[]): Scale {
  const places = new Map(choices.map((choice, at) => [choice, (at + 0.5) / choices.length]));
  const ticks = choices.map((choice, at) => ({ at: (at + 0.5) / choices.length, label: valueText(choice) }));
  return {
    ticks,
    place: (value) => (value === null || value === undefined ? Number.NaN : (places.get(value) ?? Number.NaN)),
    words: (share) => {
      const at = Math.min(Math.max(Math.floor(share * choices.length), 0), choices.length - 1);
      return valueText(choices[at]);
    },
  };
}

/** The axis of a dimension of the space, over its whole range. */
export function dimensionScale(dimension: Dimension, ticks = 5): Scale {
  if (dimension.kind === 'choice') return choiceScale(dimension.choices);
  const whole = dimension.kind === 'int';
  return numberScale(dimension.low, dimension.high, { log: dimension.log ?? false, whole, ticks });
}

/**
 * The axis of measured values: their range with a small margin at both ends, logarithmic where they span more than
 * `MOST_RATIO`, none is at or below 0 and `log` allows it.
 */
export function measuredScale(values: readonly number[], look: NumberLook = {}): NumberScale {
  if (values.length === 0) return numberScale(0, 1, { ...look, log: false });
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const log = Boolean(look.log) && low > 0 && high / low > MOST_RATIO;
  if (low === high) return numberScale(low, high, { ...look, log });
  if (log) return numberScale(low / (high / low) ** 0.04, high * (high / low) ** 0.04, { ...look, log });
  const space = (high - low) * 0.05;
  return numberScale(low - space, high + space, { ...look, log });
}

/** Above this ratio, a linear axis shows the small values as one line. */
export const MOST_RATIO = 30;
