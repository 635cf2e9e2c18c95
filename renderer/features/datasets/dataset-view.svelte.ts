import type { DatasetSummary, Edit, PictureRow } from '../../../main/ipc/schemas/dataset.ts';
import { useLab } from '../../lib/lab.ts';
import { isCancelled } from '../../lib/lab-error.ts';
import { Loaded } from '../../lib/loaded.svelte.ts';
import { packIds, unpackIds } from '../../lib/packed-ids.ts';
import { filterOf, needsModel, type Shown, SPLITS, shownBy, sortOf } from './filter-query.ts';
import { t } from './messages/index.ts';
import { PictureStore } from './picture-store.ts';
import { NOTHING, type Selection, selectionIn } from './selection.ts';

const NONE = new Uint32Array();

/** One dataset: the list of pictures that the address asks for, the selection, and the edits. */
export class DatasetView {
  readonly id: number;
  readonly store: PictureStore;
  readonly #lab = useLab();
  readonly #summary: Loaded<DatasetSummary>;
  readonly #found: Loaded<Uint32Array>;
  #edition = $state(0);
  #selection = $state.raw<Selection>(NOTHING);
  #asking = $state<string | null>(null);
  #editing = $state(false);

  /** Create it during component setup. */
  constructor(id: number) {
    const { client, notices } = this.#lab;
    this.id = id;
    this.#summary = new Loaded(() => client.request('datasets.get', { dataset: id }));
    this.#found = new Loaded(() => this.#find());
    this.store = new PictureStore(
      {
        pixels: async (ids) => (await client.request('pictures.pixels', { dataset: id, ids: [...ids] })).pixels,
        rows: (ids) => client.request('pictures.rows', { dataset: id, ids: [...ids], ...this.#at() }),
      },
      (error) => {
        this.#edition++;
        if (error) notices.fail(error);
      },
    );
    $effect(() => client.listen('dataset', ({ dataset }) => dataset === id && this.#changed()));
    $effect(() => {
      void this.version;
      this.store.forgetRows();
    });
  }

  get state() {
    return this.#summary.state;
  }

  get summary(): DatasetSummary | undefined {
    return this.#summary.value;
  }

  get found() {
    return this.#found;
  }

  get ids(): Uint32Array {
    return this.#found.value ?? NONE;
  }

  /** Increments when the store has something new to draw. */
  get edition(): number {
    return this.#edition;
  }

  get shown(): Shown {
    return shownBy(this.#lab.router.query);
  }

  /** The old version shown; null: the current one, which alone can be edited. */
  get version(): number | null {
    const version = Number(this.#lab.router.query.get('version'));
    return version > 0 && version !== this.summary?.version ? version : null;
  }

  get selection(): Selection {
    return this.#selection;
  }

  select(selection: Selection): void {
    this.#selection = selection;
  }

  /** Task in which a model currently answers, so that its answers can be used for sorting. */
  get asking(): string | null {
    return this.#asking;
  }

  get editing(): boolean {
    return this.#editing;
  }

  reload(): void {
    void this.#summary.reload();
  }

  /** Index of the picture in the list, or -1. */
  placeOf(id: number): number {
    return this.ids.indexOf(id);
  }

  row(id: number): PictureRow | undefined {
    void this.#edition;
    return this.store.row(id);
  }

  /** One step in the dataset's history; its notice can undo it. */
  async edit(ids: Uint32Array, edit: Edit, words: string): Promise<void> {
    if (ids.length === 0 || this.version !== null || this.#editing) return;
    const { client, notices } = this.#lab;
    this.#editing = true;
    const before = this.summary?.version;
    const now = await notices.attempt(() =>
      client.request('pictures.edit', { dataset: this.id, ids: packIds(ids), edit }),
    );
    this.#editing = false;
    if (!now) return;
    this.#summary.set(now);
    if (now.version !== before) notices.say(words, { label: t.undo(), run: () => this.undo() });
  }

  async undo(): Promise<void> {
    await this.#step('datasets.undo');
  }

  async redo(): Promise<void> {
    await this.#step('datasets.redo');
  }

  async #step(channel: 'datasets.undo' | 'datasets.redo'): Promise<void> {
    const { client, notices } = this.#lab;
    const now = await notices.attempt(() => client.request(channel, { dataset: this.id }));
    if (now) this.#summary.set(now);
  }

  /** The selection stays, as far as its pictures are still in the list. */
  async #find(): Promise<Uint32Array> {
    const { client } = this.#lab;
    const { shown } = this;
    const request = { dataset: this.id, filter: filterOf(shown), sort: sortOf(shown), ...this.#at() };
    if (needsModel(shown.order) && shown.model !== null) await this.#answers(shown.model, shown);
    const { ids } = await client.request('pictures.find', request);
    const list = unpackIds(ids);
    this.#selection = selectionIn(this.#selection, this.ids, list);
    return list;
  }

  /** First a model's answers to the pictures are needed; main stores them once computed. */
  async #answers(model: number, { split }: Shown): Promise<void> {
    const { client, tasks } = this.#lab;
    const task = tasks.name();
    const frozen = this.summary?.testFrozen ?? false;
    const splits = split === null ? SPLITS.filter((one) => one !== 'test' || !frozen) : [split];
    this.#asking = task;
    try {
      await client.request('models.answers', { task, model, dataset: this.id, splits, ...this.#at() });
    } catch (thrown) {
      if (!isCancelled(thrown)) throw thrown;
      this.#lab.router.set({ sort: null, model: null });
    } finally {
      this.#asking = null;
    }
  }

  #at(): { version?: number } {
    const version = Number(this.#lab.router.query.get('version'));
    return version > 0 ? { version } : {};
  }

  #changed(): void {
    this.store.forgetRows();
    void this.#summary.reload();
    void this.#found.reload();
  }
}
