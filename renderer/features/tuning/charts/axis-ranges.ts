/** The brush of parallel coordinates: a range per axis, and the trials that are within all of them. */
import type { Trial } from './chart-props.ts';

/** Position of inactive values: below the axis. */
export const RAIL = -0.09;
/** The lowest position of a range: includes the rail. */
export const LOWEST = -0.12;
/** The highest: includes the value at the high end. */
export const HIGHEST = 1.02;

/** In shares of the axis. */
export interface AxisRange {
  readonly low: number;
  readonly high: number;
}

export type AxisRanges = ReadonlyMap<string, AxisRange>;

export const WHOLE: AxisRange = { low: LOWEST, high: HIGHEST };

/** An axis, as seen by a brush. */
export interface RangedAxis {
  readonly name: string;
  /** `RAIL` where the trial has no value. */
  share(trial: Trial): number;
}

/** Ends sorted and clamped to the axis. */
export function rangeBetween(a: number, b: number): AxisRange {
  const within = (share: number) => Math.min(Math.max(share, LOWEST), HIGHEST);
  return { low: within(Math.min(a, b)), high: within(Math.max(a, b)) };
}

/** With that range; null or a range over the whole axis removes it. */
export function withRange(ranges: AxisRanges, axis: string, range: AxisRange | null): AxisRanges {
  const next = new Map(ranges);
  if (!range || (range.low <= LOWEST && range.high >= HIGHEST)) next.delete(axis);
  else next.set(axis, range);
  return next;
}

/** One end moved; the other one is pushed along. */
export function moveEnd({ low, high }: AxisRange, end: 'low' | 'high', to: number): AxisRange {
  const place = Math.min(Math.max(to, LOWEST), HIGHEST);
  return end === 'low' ? { low: place, high: Math.max(high, place) } : { low: Math.min(low, place), high: place };
}

const STEP = 0.02;
const LEAP = 0.1;

/** Position to which a key moves an end of a range; null for other keys. */
export function endAfter(key: string, at: number): number | null {
  const steps: Record<string, number> = { ArrowUp: STEP, ArrowRight: STEP, ArrowDown: -STEP, ArrowLeft: -STEP };
  if (key === 'Home') return LOWEST;
  if (key === 'End') return HIGHEST;
  const step = steps[key] ?? (key === 'PageUp' ? LEAP : key === 'PageDown' ? -LEAP : 0);
  return step === 0 ? null : Math.min(Math.max(at + step, LOWEST), HIGHEST);
}

/** Trials within all ranges; null without a range. */
export function trialsWithin(
  trials: readonly Trial[],
  axes: readonly RangedAxis[],
  ranges: AxisRanges,
): ReadonlySet<number> | null {
  const active = axes.flatMap((axis) => {
    const range = ranges.get(axis.name);
    return range ? [{ axis, range }] : [];
  });
  if (active.length === 0) return null;
  const inAll = (trial: Trial) =>
    active.every(({ axis, range }) => {
      const share = axis.share(trial);
      return share >= range.low && share <= range.high;
    });
  return new Set(trials.filter(inAll).map(({ number }) => number));
}

/** Moves `name` to index `to` of the order. */
export function movedTo(order: readonly string[], name: string, to: number): string[] {
  const others = order.filter((one) => one !== name);
  const place = Math.min(Math.max(to, 0), others.length);
  return [...others.slice(0, place), name, ...others.slice(place)];
}
