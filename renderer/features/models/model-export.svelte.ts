import type { Client } from '../../lib/client.svelte.ts';
import { download } from '../../lib/download.ts';
import { asLabError, type LabError } from '../../lib/lab-error.ts';
import { isTaken } from './model-files.ts';

export type Exporting =
  | { readonly kind: 'rest' }
  | { readonly kind: 'busy' }
  /** `beside`: files next to it, with their descriptions. */
  | { readonly kind: 'saved'; readonly path: string; readonly beside: readonly Beside[] }
  | { readonly kind: 'downloaded'; readonly name: string }
  /** `path` already exists: replaced only when that is requested again. */
  | { readonly kind: 'taken'; readonly path: string; readonly error: LabError }
  | { readonly kind: 'failed'; readonly error: LabError };

interface Beside {
  readonly what: string;
  readonly path: string;
}

/** The requests of one kind of export: to a path on the lab's machine, or as a file for the browser. */
export interface WayOut {
  write(path: string, overwrite: boolean): Promise<{ path: string; beside: readonly Beside[] }>;
  file(): Promise<{ name: string; bytes: Uint8Array }>;
}

/** An export of a model. */
export class ModelExport {
  readonly #client: Client;
  readonly #way: WayOut;
  #state = $state.raw<Exporting>({ kind: 'rest' });

  constructor(client: Client, way: WayOut) {
    this.#client = client;
    this.#way = way;
  }

  get state(): Exporting {
    return this.#state;
  }

  /** To a path on the lab's machine. */
  save(path: string, overwrite = false): Promise<void> {
    return this.#during(path, async () => ({ kind: 'saved', ...(await this.#way.write(path, overwrite)) }));
  }

  /** The system's own dialog, which asks by itself before replacing a file. */
  async saveAs(what: 'saveModel' | 'savePage', suggestion: string): Promise<void> {
    let chosen: string | null = null;
    await this.#during('', async () => {
      ({ path: chosen } = await this.#client.request('shell.choose', { what, suggestion }));
      return { kind: 'rest' };
    });
    if (chosen !== null) await this.save(chosen, true);
  }

  /** To the browser. @param what a file other than the export's own */
  download(what: WayOut['file'] = this.#way.file): Promise<void> {
    return this.#during('', async () => {
      const file = await what();
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
