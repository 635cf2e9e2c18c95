import type { Verdict } from '../course.ts';

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  right: 'Right',
  wrong: 'Wrong',
  unknown: 'Cannot be judged',
};
