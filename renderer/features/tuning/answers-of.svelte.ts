import { useLab } from '../../lib/lab.ts';
import { Loaded } from '../../lib/loaded.svelte.ts';
import type { Trial } from './sweep-types.ts';
import { type Answers, readAnswers } from './trial-answers.ts';
import { hasAnswers } from './trial-words.ts';

/** A trial's answers, asked for when it is looked at, and again when it has ended. Made while a component is set up. */
export class AnswersOf {
  readonly #loaded: Loaded<{ trial: number; answers: Answers | null }>;

  constructor(sweep: () => number, trial: () => Trial | null) {
    const { client } = useLab();
    // A trial under way changes ten times a second: its number and its state decide.
    const key = $derived.by(() => {
      const now = trial();
      return now && hasAnswers(now) ? `${sweep()} ${now.number} ${now.state}` : '';
    });
    this.#loaded = new Loaded(async () => {
      if (key === '') return { trial: -1, answers: null };
      const [sweepId = 0, number = 0] = key.split(' ').map(Number);
      const answers = await client.request('sweeps.answers', { sweep: sweepId, trial: number });
      return { trial: number, answers: answers && readAnswers(answers) };
    });
  }

  get state() {
    return this.#loaded.state;
  }

  /** Null until they are there, and where there are none. */
  of(trial: number): Answers | null {
    const value = this.#loaded.value;
    return value?.trial === trial ? value.answers : null;
  }

  reload(): Promise<void> {
    return this.#loaded.reload();
  }
}
