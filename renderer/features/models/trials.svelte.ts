import type { Client } from '../../lib/client.svelte.ts';
import { asLabError } from '../../lib/lab-error.ts';
import type { PlacedFile } from '../../lib/uploads.ts';
import { type Outcome, pictureType, requireSendable, type Trial } from './trial.ts';

/** The pictures' files stay in memory while they are shown. */
const MOST = 60;

/** Pictures sent to a model one after another, the newest first. */
export class Trials {
  readonly #client: Client;
  readonly #model: () => number;
  #list = $state.raw<readonly Trial[]>([]);
  #last = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(client: Client, model: () => number) {
    this.#client = client;
    this.#model = model;
  }

  get list(): readonly Trial[] {
    return this.#list;
  }

  /** Number of pictures not answered yet. */
  get waiting(): number {
    return this.#list.filter(({ outcome }) => outcome.kind === 'waiting').length;
  }

  /** The first of them ends up on top. */
  take(files: readonly PlacedFile[]): void {
    const some = files.slice(0, MOST).map(({ path, file }) => ({ file, id: ++this.#last, name: path }));
    const trials = some.map(({ id, name }): Trial => ({ id, name, outcome: { kind: 'waiting' } }));
    this.#list = [...trials, ...this.#list].slice(0, MOST);
    for (const { file, id, name } of some) this.#turn = this.#turn.then(() => this.#ask(id, name, file));
  }

  drop(id: number): void {
    this.#list = this.#list.filter((trial) => trial.id !== id);
  }

  /** Waiting pictures are not sent any more. */
  clear(): void {
    this.#list = [];
  }

  async #ask(id: number, name: string, file: File): Promise<void> {
    if (!this.#list.some((trial) => trial.id === id)) return;
    const outcome = await this.#see(name, file).catch((thrown): Outcome => {
      return { kind: 'failed', error: asLabError(thrown) };
    });
    this.#list = this.#list.map((trial) => (trial.id === id ? { ...trial, outcome } : trial));
  }

  async #see(name: string, file: File): Promise<Outcome> {
    requireSendable(name, file.size);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const picture = { kind: 'bytes', name: name.slice(-255), bytes } as const;
    const sight = await this.#client.request('models.see', { model: this.#model(), picture });
    const { width, height, region } = sight;
    const original = { kind: 'file', bytes, type: pictureType(bytes), width, height, region } as const;
    return { kind: 'seen', sight, original };
  }
}
