import type { Input } from '../../../main/ipc/contract.ts';
import { useLab } from '../../lib/lab.ts';
import { Loaded, type Loading } from '../../lib/loaded.svelte.ts';
import { type Evaluated, evaluated } from './evaluated.ts';

export type AnswersQuestion = Omit<Input<'models.answers'>, 'task'>;

/** What a model says of pictures, asked for with a task that can be watched and cancelled. Made while a component is set up. */
export class AnswersAsked {
  readonly #loaded: Loaded<Evaluated | null>;
  readonly #question: () => AnswersQuestion | null;
  #task = $state('');
  /** The question that `value` answers. */
  #answered = $state('');

  /** @param question null while there is nothing to ask */
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
        // A version of the past does not change.
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

  /** Something else is shown than was asked for: its progress belongs on the screen. */
  get turning(): boolean {
    const asked = this.#question();
    return this.#loaded.busy && asked !== null && keyOf(asked) !== this.#answered;
  }

  reload(): Promise<void> {
    return this.#loaded.reload();
  }
}

const keyOf = (question: AnswersQuestion): string => JSON.stringify(question);
