/** The visible range of a time line. */
import type { Stretch } from './figures/timeline.ts';

/** Minimum range, in ms: a shorter one would show nothing more. */
const SHORTEST = 20;

/** `view` scaled by a factor around a fixed time; null: all of `whole`. */
export function zoomed(view: Stretch, whole: Stretch, factor: number, around: number): Stretch | null {
  const length = Math.max((view.until - view.from) * factor, SHORTEST);
  if (length >= whole.until - whole.from) return null;
  const share = (around - view.from) / (view.until - view.from);
  return within(around - share * length, length, whole);
}

/** Moved by a share of its length. */
export function moved(view: Stretch, whole: Stretch, share: number): Stretch | null {
  const length = view.until - view.from;
  if (length >= whole.until - whole.from) return null;
  return within(view.from + share * length, length, whole);
}

function within(from: number, length: number, whole: Stretch): Stretch {
  const start = Math.min(Math.max(from, whole.from), whole.until - length);
  return { from: start, until: start + length };
}
