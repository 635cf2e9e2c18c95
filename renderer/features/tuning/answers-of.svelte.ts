import { useLab } from '../../lib/lab.ts';
import { Loaded } from '../../lib/loaded.svelte.ts';
import type { Trial } from './sweep-types.ts';
import { type Answers, readAnswers } from './trial-answers.ts';
import { hasAnswers } from './trial-words.ts';

/** A trial's answers, requested when it is shown and again when it has ended. Created during a component's setup. */
export class AnswersOf {
  readonly #loaded: Loaded<{ trial: number; answers: Answers | null }>;

  constructor(sweep: () => number, trial: () => Trial | null) {
    const { client } = useLab();
    // A running trial changes ten times a second, so only its number and state trigger a request.
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

  /** Null until they are loaded, and where none are stored. */
  of(trial: number): Answers | null {
    const value = this.#loaded.value;
    return value?.trial === trial ? value.answers : null;
  }

  /** Whether the request for this trial has ended, and none are stored. */
  missing(trial: number): boolean {
    const value = this.#loaded.value;
    return value?.trial === trial && value.answers === null;
  }

  reload(): Promise<void> {
    return this.#loaded.reload();
  }
}
