import type { Checked } from '../answer/checking.ts';
import type { Note } from '../answer/question.ts';
import type { CheckResult, Verdict } from '../course.ts';
import { t } from '../messages/index.ts';

export function verdictWords(verdict: Verdict): string {
  if (verdict === 'unknown') return t.cannotJudge();
  return verdict === 'right' ? t.right() : t.wrong();
}

/** With the page's reason where the check itself has none. */
export function resultOf({ result, noPrintout }: Checked): CheckResult {
  return noPrintout ? { ...result, reason: t.noPrintout() } : result;
}

export function noteWords(note: Note): string {
  if (typeof note === 'string') return note;
  return note.kind === 'other-call' ? t.otherCall({ call: note.call }) : t.ownGradient();
}

/** Mistakes visible in the answer itself; others are found by comparison with wrong implementations. */
export const SEEN_DIRECTLY: readonly string[] = ['nan', 'cache', 'missing-output', 'not-a-tensor', 'not-rectangular'];
