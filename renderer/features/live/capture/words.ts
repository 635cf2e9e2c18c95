/** Words of the capture screen. */
import type { Refusal } from '../../../../datasets/capture/gate.ts';
import type { Hand } from '../../../../main/ipc/nouns/capture.ts';

/** Why a frame was not kept. */
export const REFUSED: Readonly<Record<Refusal, string>> = {
  blurred: 'blurred: hold still, or take more light',
  dark: 'too dark',
  bright: 'too bright',
  empty: 'nothing to be seen in the square',
  same: 'the same as the one before: move a little',
};

export const HANDS: readonly { readonly value: Hand; readonly label: string }[] = [
  { value: 'unsaid', label: 'Unsaid' },
  { value: 'right', label: 'Right' },
  { value: 'left', label: 'Left' },
  { value: 'both', label: 'Both' },
];

export const handWord = (hand: Hand): string => HANDS.find(({ value }) => value === hand)?.label ?? hand;

/** Class names as they were typed, one a line or between commas. */
export function classNames(text: string): string[] {
  return text
    .split(/[\n,;]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Why those names are no classes; null where they are. The contract's rules (main/ipc/nouns/capture.ts), in words. */
export function classNamesError(names: readonly string[]): string | null {
  if (names.length < 2) return 'Two classes at least: a net chooses between them.';
  if (names.length > 50) return `${names.length} classes are more than 50.`;
  const long = names.find((name) => name.length > 60);
  if (long) return `"${long.slice(0, 20)}…" is longer than 60 letters.`;
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name.toLowerCase())) return `"${name}" is there twice.`;
    seen.add(name.toLowerCase());
  }
  return null;
}
