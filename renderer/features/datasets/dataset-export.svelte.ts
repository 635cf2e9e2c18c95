import type { Asked, Output } from '../../../main/ipc/contract.ts';
import type { Client } from '../../lib/client.svelte.ts';
import { saveBlob } from '../../lib/download.ts';
import { asLabError, type LabError } from '../../lib/lab-error.ts';

export type ExportForm = Asked<'datasets.pack'>['form'];

export interface Exported {
  readonly dataset: number;
  readonly version: number;
  readonly form: ExportForm;
}

export type Exporting =
  | { readonly kind: 'rest' }
  /** `task` names its progress; `fetched` in [0,1] while the file is being downloaded from the lab. */
  | { readonly kind: 'busy'; readonly task: string; readonly fetched: number | null }
  | { readonly kind: 'saved'; readonly to: string; readonly sha256: string }
  | { readonly kind: 'failed'; readonly error: LabError };

/** An export of a dataset. */
export class DatasetExport {
  readonly #client: Client;
  #state = $state.raw<Exporting>({ kind: 'rest' });

  constructor(client: Client) {
    this.#client = client;
  }

  get state(): Exporting {
    return this.#state;
  }

  get busy(): boolean {
    return this.#state.kind === 'busy';
  }

  /** To a path on the lab's machine; existing files stay. */
  save(what: Exported, path: string): Promise<void> {
    return this.#during(async (task) => {
      const saved = await this.#client.request('datasets.export', { task, ...what, path });
      return { kind: 'saved', to: saved.path, sha256: saved.sha256 };
    });
  }

  /** As one file for the browser, downloaded in pieces. */
  download(what: Exported): Promise<void> {
    return this.#during(async (task) => {
      const packed = await this.#client.request('datasets.pack', { task, ...what });
      try {
        saveBlob(packed.name, new Blob(await this.#pieces(packed, task), { type: 'application/octet-stream' }));
      } finally {
        await this.#client.request('datasets.dropPacked', { file: packed.file });
      }
      return { kind: 'saved', to: packed.name, sha256: packed.sha256 };
    });
  }

  async #pieces({ file, bytes: total }: Output<'datasets.pack'>, task: string): Promise<BlobPart[]> {
    const pieces: BlobPart[] = [];
    for (let offset = 0; ; ) {
      const { bytes } = await this.#client.request('datasets.packed', { file, offset });
      if (bytes.length === 0) return pieces;
      // Copied, since it may be a view into the message's memory.
      pieces.push(bytes.slice());
      offset += bytes.length;
      this.#state = { kind: 'busy', task, fetched: Math.min(1, offset / Math.max(1, total)) };
    }
  }

  async #during(work: (task: string) => Promise<Exporting>): Promise<void> {
    if (this.busy) return;
    const task = crypto.randomUUID();
    this.#state = { kind: 'busy', task, fetched: null };
    try {
      this.#state = await work(task);
    } catch (thrown) {
      this.#state = { kind: 'failed', error: asLabError(thrown) };
    }
  }
}
