/** Keyboard control, the same in all charts. */

export type KeyAct =
  | { readonly kind: 'focus'; readonly trial: number }
  /** Adds it to the brush, or removes it. */
  | { readonly kind: 'toggle'; readonly trial: number }
  | { readonly kind: 'clear' };

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const FAR = 10;

/** @param order the trials in arrow-key order; @param focused one of them, or null */
export function keyAct(key: string, order: readonly number[], focused: number | null): KeyAct | null {
  if (key === 'Escape') return { kind: 'clear' };
  if (order.length === 0) return null;
  if ((key === 'Enter' || key === ' ') && focused !== null) return { kind: 'toggle', trial: focused };
  const to = placeAfter(key, focused === null ? -1 : order.indexOf(focused), order.length);
  return to === null ? null : { kind: 'focus', trial: order[to]! };
}

function placeAfter(key: string, at: number, length: number): number | null {
  if (key === 'Home') return 0;
  if (key === 'End') return length - 1;
  const step = STEPS[key] ?? (key === 'PageDown' ? FAR : key === 'PageUp' ? -FAR : 0);
  if (step === 0) return null;
  // Without a focus, the first step goes to an end.
  if (at < 0) return step > 0 ? 0 : length - 1;
  return Math.min(Math.max(at + step, 0), length - 1);
}

/** The brush with that trial added or removed; null where it becomes empty. */
export function toggled(brushed: ReadonlySet<number> | null, trial: number): ReadonlySet<number> | null {
  const next = new Set(brushed);
  if (!next.delete(trial)) next.add(trial);
  return next.size > 0 ? next : null;
}
