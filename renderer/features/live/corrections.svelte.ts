import { SvelteMap } from 'svelte/reactivity';
import type { DatasetSummary } from '../../../main/ipc/schemas/dataset.ts';
import type { Lab } from '../../lib/lab.ts';
import { packIds } from '../../lib/packed-ids.ts';
import { rememberCorrections } from './correction-sessions.ts';
import { type Grabbed, pngOf } from './grab.ts';
import { t } from './messages/index.ts';

/** "That was wrong": frames added to a dataset with the right label, and their number since the last training. */
export class Corrections {
  readonly #lab: Lab;
  /** By dataset. */
  readonly #counts = new SvelteMap<number, number>();
  #busy = $state(false);
  /** This page's session, started with the first correction. */
  #session: { readonly dataset: number; readonly id: number } | null = null;
  #burst = 0;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** Pictures added to the dataset since a model was last trained on it here. */
  countOf(dataset: number): number {
    return this.#counts.get(dataset) ?? 0;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** A new training would now know the dataset's pictures. */
  trained(dataset: number): void {
    this.#counts.delete(dataset);
  }

  /** @param label among the dataset's classes */
  async add(dataset: DatasetSummary, label: number, { square, crop }: Grabbed): Promise<void> {
    this.#busy = true;
    const kept = await this.#lab.notices.attempt(async () => {
      const [session, png] = await Promise.all([this.#sessionFor(dataset), pngOf(square)]);
      return this.#lab.client.request('captures.add', { session, burst: ++this.#burst, label, png, crop });
    });
    this.#busy = false;
    const name = dataset.classes[label] ?? '';
    if (kept?.kind === 'duplicate') this.#lab.notices.say(t.pictureThere({ dataset: dataset.name }));
    if (kept?.kind !== 'kept') return;
    this.#counts.set(dataset.id, this.countOf(dataset.id) + 1);
    this.#lab.notices.say(t.correctionAdded({ dataset: dataset.name, name }), {
      label: t.undo(),
      run: () => this.#takeBack(dataset.id, kept.picture),
    });
  }

  async #takeBack(dataset: number, picture: number): Promise<void> {
    const edit = { kind: 'delete' } as const;
    const done = await this.#lab.notices.attempt(() =>
      this.#lab.client.request('pictures.edit', { dataset, ids: packIds([picture]), edit }),
    );
    if (done) this.#counts.set(dataset, Math.max(this.countOf(dataset) - 1, 0));
  }

  async #sessionFor({ id: dataset }: DatasetSummary): Promise<number> {
    if (this.#session?.dataset === dataset) return this.#session.id;
    const camera = this.#lab.camera.name ?? '';
    const began = await this.#lab.client.request('captures.begin', {
      ...{ dataset, name: t.correctionSession(), hand: 'unsaid', background: '', camera },
    });
    rememberCorrections(began);
    this.#session = { dataset, id: began.id };
    this.#burst = 0;
    return began.id;
  }
}
