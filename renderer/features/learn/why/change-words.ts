import type { Changed, Step } from './compute/change.ts';
import { t } from './messages/index.ts';

/** In byte values: below this nobody sees a change; above it some people may. */
const HARDLY_SEEN = 8;

/** How it ended, in a sentence. */
export function endWords({ end, steps }: Changed, target: string, answer: string): string {
  const n = steps.length - 1;
  if (end === 'won') return t.won({ target, n, norm: steps.at(-1)!.norm.toFixed(2) });
  return end === 'flat' ? t.flat() : t.gaveUp({ n, answer });
}

/** What such a change means, and what it does not. */
export function honestWords({ largest }: Step, smooth: boolean): string {
  const bytes = Math.round(largest * 255);
  if (smooth) return t.smoothlyChanged({ bytes });
  return bytes <= HARDLY_SEEN ? t.hardlySeen({ bytes }) : t.maybeSeen({ bytes });
}
