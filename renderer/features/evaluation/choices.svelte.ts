import type { DatasetSummary } from '../../../main/ipc/schemas/dataset.ts';
import type { ModelSummary } from '../../../main/ipc/schemas/model.ts';
import type { RunSummary } from '../../../main/ipc/schemas/run.ts';
import { useLab } from '../../lib/lab.ts';
import { Loaded, type Loading } from '../../lib/loaded.svelte.ts';

export interface Choices {
  /** Newest first, all three. */
  readonly models: readonly ModelSummary[];
  readonly datasets: readonly DatasetSummary[];
  readonly runs: readonly RunSummary[];
}

/** Everything that can be evaluated: the lab's models, datasets and runs, kept up to date. Create it during component setup. */
export class LabChoices {
  readonly #loaded: Loaded<Choices>;

  constructor() {
    const { client } = useLab();
    this.#loaded = new Loaded(async () => {
      const [models, datasets, { runs }] = await Promise.all([
        client.request('models.list', {}),
        client.request('datasets.list', {}),
        client.request('runs.list', { limit: 500 }),
      ]);
      return { models, datasets, runs };
    });
    $effect(() => client.listen('model', () => void this.#loaded.reload()));
    $effect(() => client.listen('dataset', () => void this.#loaded.reload()));
  }

  get state(): Loading<Choices> {
    return this.#loaded.state;
  }

  get value(): Choices | undefined {
    return this.#loaded.value;
  }

  reload(): Promise<void> {
    return this.#loaded.reload();
  }
}

/** The run that made a model; undefined for a model from a file, and where the run was removed. */
export function runOf({ runs }: Choices, { origin }: ModelSummary): RunSummary | undefined {
  return origin.kind === 'run' ? runs.find(({ id }) => id === origin.run) : undefined;
}
