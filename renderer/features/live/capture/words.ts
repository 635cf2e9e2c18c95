/** Texts of the capture screen. */
import type { Hand } from '../../../../main/ipc/schemas/capture.ts';
import { t } from '../messages/index.ts';
import type { Refused } from './gated.ts';

const REFUSED = {
  blurred: 'refusedBlurred',
  dark: 'refusedDark',
  bright: 'refusedBright',
  empty: 'refusedEmpty',
  same: 'refusedSame',
  duplicate: 'refusedDuplicate',
  dropped: 'refusedDropped',
} as const satisfies Record<keyof Refused, keyof typeof t>;

/** Why a frame was rejected. */
export const refusedWords = (why: keyof Refused): string => t[REFUSED[why]]();

const HANDS = {
  unsaid: 'handUnsaid',
  right: 'handRight',
  left: 'handLeft',
  both: 'handBoth',
} as const satisfies Record<Hand, keyof typeof t>;

export const handWord = (hand: Hand): string => t[HANDS[hand]]();

/** As a list of choices. */
export const hands = (): { value: Hand; label: string }[] =>
  (Object.keys(HANDS) as Hand[]).map((value) => ({ value, label: handWord(value) }));

/** Class names as typed, one per line or separated by commas, including Chinese ones. */
export function classNames(text: string): string[] {
  return text
    .split(/[\n,;，；、]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Why those names are not valid classes; null where they are. The contract's rules (main/ipc/schemas/capture.ts), as text. */
export function classNamesError(names: readonly string[]): string | null {
  if (names.length < 2) return t.tooFewClasses();
  if (names.length > 50) return t.tooManyClasses({ n: names.length });
  const long = names.find((name) => name.length > 60);
  if (long) return t.longName({ start: long.slice(0, 20) });
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name.toLowerCase())) return t.nameTwice({ name });
    seen.add(name.toLowerCase());
  }
  return null;
}
