import type { Input } from '../../../main/ipc/contract.ts';
import { useLab } from '../../lib/lab.ts';
import { Loaded, type Loading } from '../../lib/loaded.svelte.ts';
import { type Evaluated, evaluated } from './evaluated.ts';

export type AnswersQuestion = Omit<Input<'models.answers'>, 'task'>;

/** A model's answers to pictures, requested with a task that can be watched and cancelled. Create it during component setup. */
export class AnswersAsked {
  readonly #loaded: Loaded<Evaluated | null>;
  readonly #question: () => AnswersQuestion | null;
  #task = $state('');
  /** The question that `value` answers. */
  #answered = $state('');

  /** @param question null while there is nothing to request */
  constructor(question: () => AnswersQuestion | null) {
    const { client, tasks } = useLab();
    this.#question = question;
    this.#loaded = new Loaded(async () => {
      const asked = question();
      if (!asked) return null;
      const task = tasks.name();
      this.#task = task;
      const answers = await client.request('models.answers', { task, ...asked });
      this.#answered = keyOf(asked);
      return evaluated(answers);
    });
    $effect(() =>
      client.listen('dataset', ({ dataset }) => {
        const asked = question();
        // An old version does not change.
        if (asked?.dataset === dataset && asked.version === undefined) void this.#loaded.reload();
      }),
    );
  }

  get state(): Loading<Evaluated | null> {
    return this.#loaded.state;
  }

  get value(): Evaluated | null {
    return this.#loaded.value ?? null;
  }

  get task(): string {
    return this.#task;
  }

  /** The screen shows something other than what was requested: progress must be visible. */
  get turning(): boolean {
    const asked = this.#question();
    return this.#loaded.busy && asked !== null && keyOf(asked) !== this.#answered;
  }

  reload(): Promise<void> {
    return this.#loaded.reload();
  }
}

const keyOf = (question: AnswersQuestion): string => JSON.stringify(question);
