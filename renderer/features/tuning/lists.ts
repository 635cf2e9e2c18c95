/** Joins words, notes and sentences as the page's language does. */
import { listOf } from '../../lib/format.ts';
import { t } from './messages/index.ts';

/** `a, b and c` */
export function allOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : t.listAnd({ list: listOf(words.slice(0, -1)), last: words.at(-1)! });
}

/** `a, b or c` */
export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : t.listOr({ list: listOf(words.slice(0, -1)), last: words.at(-1)! });
}

/** Notes on one thing; empty ones are left out. */
export const notes = (all: readonly string[]): string => all.filter(Boolean).join(t.clause());

/** Whole sentences; null: none. */
export function sentences(...all: readonly (string | null)[]): string {
  const there = all.filter((one) => one !== null);
  return there.length === 0 ? '' : there.reduce((first, second) => t.sentences({ first, second }));
}
