import type { Verdict } from '../course.ts';

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  right: 'Right',
  wrong: 'Wrong',
  unknown: 'Cannot be judged',
};

/** Mistakes that are seen in the answer itself; others are found by comparing it with wrong implementations. */
export const SEEN_DIRECTLY: readonly string[] = ['nan', 'cache', 'missing-output', 'not-a-tensor', 'not-rectangular'];
