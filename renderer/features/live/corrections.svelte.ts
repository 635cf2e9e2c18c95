import type { DatasetSummary } from '../../../main/ipc/schemas/dataset.ts';
import type { Lab } from '../../lib/lab.ts';
import { packIds } from '../../lib/packed-ids.ts';
import { rememberCorrections } from './correction-sessions.ts';
import { type Grabbed, pngOf } from './grab.ts';
import { t } from './messages/index.ts';

/** "That was wrong": frames added to a dataset with the right label, and their number since the last training. */
export class Corrections {
  readonly #lab: Lab;
  #count = $state(0);
  #busy = $state(false);
  /** Session of this visit, started with the first correction. */
  #session: { readonly dataset: number; readonly id: number } | null = null;
  #burst = 0;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** Pictures added since the model in use was trained. */
  get count(): number {
    return this.#count;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** A new training would now know the dataset's pictures. */
  trained(): void {
    this.#count = 0;
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
    this.#count++;
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
    if (done) this.#count = Math.max(this.#count - 1, 0);
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
