import type { Input } from '../../../main/ipc/contract.ts';
import type { Nearest } from '../../../main/ipc/schemas/model.ts';
import { useLab } from '../../lib/lab.ts';
import { Loaded, type Loading } from '../../lib/loaded.svelte.ts';

type Question = Omit<Input<'models.nearest'>, 'task'>;

export interface NearestFound {
  readonly picture: number;
  readonly by: Nearest['by'];
  readonly pictures: readonly { readonly id: number; readonly distance: number; readonly label: number }[];
}

/** Milliseconds on one picture before its neighbours are requested: stepping quickly through a list requests none. */
const REST = 250;

/** The nearest training pictures of one picture with their labels; the previous request is cancelled. */
export class NearestAsked {
  readonly #loaded: Loaded<NearestFound>;
  readonly #question: () => Question;
  #task = $state('');

  constructor(question: () => Question) {
    const { client, tasks } = useLab();
    this.#question = question;
    // Before `Loaded`, whose effect names the next task.
    $effect(() => {
      question();
      // The request for the previous picture is not needed any more, nor any once the panel is closed.
      return () => void tasks.cancel(this.#task).catch(() => {});
    });
    this.#loaded = new Loaded(async () => {
      const asked = question();
      const task = tasks.name();
      this.#task = task;
      await new Promise((resolve) => setTimeout(resolve, REST));
      if (this.#task !== task) throw new Error('Cancelled: another picture is looked at.');
      const { by, pictures } = await client.request('models.nearest', { task, ...asked });
      const ids = pictures.map(({ id }) => id);
      const rows = await client.request('pictures.rows', { dataset: asked.dataset, ids });
      const labels = new Map(rows.map(({ id, label }) => [id, label]));
      const labelled = pictures.map((picture) => ({ ...picture, label: labels.get(picture.id) ?? -1 }));
      return { picture: asked.picture, by, pictures: labelled };
    });
  }

  get state(): Loading<NearestFound> {
    return this.#loaded.state;
  }

  get task(): string {
    return this.#task;
  }

  /** What is loaded belongs to another picture. */
  get turning(): boolean {
    return this.#loaded.value?.picture !== this.#question().picture;
  }

  reload(): Promise<void> {
    return this.#loaded.reload();
  }
}
