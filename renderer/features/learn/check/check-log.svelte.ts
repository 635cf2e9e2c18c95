import type { Verdict } from './course.ts';
import type { SubjectName } from './subjects.ts';

const KEY = 'signs-lab.check-my-work';
const VERDICTS: readonly unknown[] = ['right', 'wrong', 'unknown'];

/** The results for each function in this window, kept across reloads but not beyond the window. */
class CheckLog {
  #verdicts = $state.raw(restored());

  of(name: SubjectName): Verdict | null {
    return this.#verdicts[name] ?? null;
  }

  note(name: SubjectName, verdict: Verdict): void {
    this.#verdicts = { ...this.#verdicts, [name]: verdict };
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.#verdicts));
    } catch {
      // Storage is unavailable: the list is right until the page is reloaded.
    }
  }
}

type Verdicts = Partial<Readonly<Record<SubjectName, Verdict>>>;

function restored(): Verdicts {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
    const entries = Object.entries(typeof kept === 'object' && kept ? kept : {});
    return Object.fromEntries(entries.filter(([, verdict]) => VERDICTS.includes(verdict)));
  } catch {
    return {};
  }
}

export const checkLog = new CheckLog();
