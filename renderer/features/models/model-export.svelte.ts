import type { Output } from '../../../main/ipc/contract.ts';
import type { Client } from '../../lib/client.svelte.ts';
import { download } from '../../lib/download.ts';
import { asLabError, type LabError } from '../../lib/lab-error.ts';
import { isTaken } from './model-files.ts';

export type Exporting =
  | { readonly kind: 'rest' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'saved'; readonly files: Output<'models.export'> }
  | { readonly kind: 'downloaded'; readonly name: string }
  /** `path` is there already: replaced only when that is asked for once more. */
  | { readonly kind: 'taken'; readonly path: string; readonly error: LabError }
  | { readonly kind: 'failed'; readonly error: LabError };

/** A model on its way out of the lab. */
export class ModelExport {
  readonly #client: Client;
  readonly #model: () => number;
  #state = $state.raw<Exporting>({ kind: 'rest' });

  constructor(client: Client, model: () => number) {
    this.#client = client;
    this.#model = model;
  }

  get state(): Exporting {
    return this.#state;
  }

  /** To a path on the lab's machine, its parity report beside it. */
  save(path: string, overwrite = false): Promise<void> {
    return this.#during(path, async () => {
      const files = await this.#client.request('models.export', { model: this.#model(), path, overwrite });
      return { kind: 'saved', files };
    });
  }

  /** The system's own dialog, which asks by itself before a file is replaced. */
  async saveAs(suggestion: string): Promise<void> {
    let chosen: string | null = null;
    await this.#during('', async () => {
      ({ path: chosen } = await this.#client.request('shell.choose', { what: 'saveModel', suggestion }));
      return { kind: 'rest' };
    });
    if (chosen !== null) await this.save(chosen, true);
  }

  download(): Promise<void> {
    return this.#during('', async () => {
      const file = await this.#client.request('models.file', { model: this.#model() });
      download(file);
      return { kind: 'downloaded', name: file.name };
    });
  }

  async #during(path: string, work: () => Promise<Exporting>): Promise<void> {
    if (this.#state.kind === 'busy') return;
    this.#state = { kind: 'busy' };
    try {
      this.#state = await work();
    } catch (thrown) {
      const error = asLabError(thrown);
      this.#state = isTaken(error) ? { kind: 'taken', path, error } : { kind: 'failed', error };
    }
  }
}
