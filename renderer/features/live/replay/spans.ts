/** Answers of two models to the same video: steady signs frame by frame, and the spans in which nothing changed. */
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

/** The names of signs, with the page's text for "no sign". */
export function namesOf(signs: Int16Array, labels: readonly string[]): string[] {
  const none = t.noSign();
  return Array.from(signs, (sign) => (sign === NONE ? none : (labels[sign] ?? '')));
}

export interface Span {
  /** Frames `from` to `to`, inclusive. */
  readonly from: number;
  readonly to: number;
  readonly first: string;
  /** Null where there is no second model. */
  readonly second: string | null;
}

/** Spans in which neither name changes. `second` may be shorter: frames it has not seen yet are left out. */
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

/** Share of the frames seen by both on which they agree; null without frames. */
export function agreement(first: readonly string[], second: readonly string[]): number | null {
  const count = Math.min(first.length, second.length);
  if (count === 0) return null;
  let same = 0;
  for (let i = 0; i < count; i++) if (first[i] === second[i]) same++;
  return same / count;
}
