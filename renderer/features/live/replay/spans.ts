/** What two models made of the same video: steady signs frame by frame, and the stretches in which nothing changed. */
import { type SteadySettings, SteadySign } from '../../../../native-bridge/live/steady.ts';
import { t } from '../messages/index.ts';

/** Index of the class, or NONE. */
export const NONE = -1;

/** (n) steady signs of (n,classes) probabilities at `times` (ms, ascending). */
export function steadySigns(
  times: Float64Array,
  probabilities: Float32Array,
  classes: number,
  settings: SteadySettings,
): Int16Array {
  const steady = new SteadySign(classes, settings);
  return Int16Array.from(times, (at, i) => {
    const { sign } = steady.see(probabilities.subarray(i * classes, (i + 1) * classes), at);
    return sign ?? NONE;
  });
}

/** The names of signs, in the page's language where there is none. */
export function namesOf(signs: Int16Array, labels: readonly string[]): string[] {
  const none = t.noSign();
  return Array.from(signs, (sign) => (sign === NONE ? none : (labels[sign] ?? '')));
}

export interface Span {
  /** Frames `from` to `to`, both of them in it. */
  readonly from: number;
  readonly to: number;
  readonly first: string;
  /** Null where there is no second model. */
  readonly second: string | null;
}

/** Stretches in which neither name changes. `second` may be shorter: what it has not seen yet is left out. */
export function spansOf(first: readonly string[], second: readonly string[] | null): Span[] {
  const count = second ? Math.min(first.length, second.length) : first.length;
  const spans: Span[] = [];
  for (let i = 0; i < count; i++) {
    const last = spans.at(-1);
    const [a, b] = [first[i]!, second ? second[i]! : null];
    if (last && last.first === a && last.second === b) spans[spans.length - 1] = { ...last, to: i };
    else spans.push({ from: i, to: i, first: a, second: b });
  }
  return spans;
}

/** Share of the frames that both have seen on which they say the same; null without frames. */
export function agreement(first: readonly string[], second: readonly string[]): number | null {
  const count = Math.min(first.length, second.length);
  if (count === 0) return null;
  let same = 0;
  for (let i = 0; i < count; i++) if (first[i] === second[i]) same++;
  return same / count;
}
