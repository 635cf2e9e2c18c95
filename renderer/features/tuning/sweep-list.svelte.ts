import type { SweepSummary } from '../../../main/ipc/schemas/sweep.ts';
import { useLab } from '../../lib/lab.ts';
import { Loaded } from '../../lib/loaded.svelte.ts';

/** The lab's sweeps, newest first, kept up to date. Create it during component setup. */
export class SweepList {
  readonly #loaded: Loaded<SweepSummary[]>;

  constructor() {
    const { client } = useLab();
    this.#loaded = new Loaded(() => client.request('sweeps.list', {}));
    $effect(() =>
      client.listen('sweep', (event) => {
        if (event.kind === 'changed') this.#put(event.sweep);
        if (event.kind === 'removed') this.#take(event.sweep);
      }),
    );
  }

  get state() {
    return this.#loaded.state;
  }

  get sweeps(): readonly SweepSummary[] {
    return this.#loaded.value ?? [];
  }

  reload(): Promise<void> {
    return this.#loaded.reload();
  }

  #put(sweep: SweepSummary): void {
    const list = this.#loaded.value;
    if (!list) return;
    const known = list.some(({ id }) => id === sweep.id);
    const sweeps = known ? list.map((old) => (old.id === sweep.id ? sweep : old)) : [sweep, ...list];
    this.#loaded.set(sweeps.sort((a, b) => b.id - a.id));
  }

  #take(id: number): void {
    const list = this.#loaded.value;
    if (list?.some((sweep) => sweep.id === id)) this.#loaded.set(list.filter((sweep) => sweep.id !== id));
  }
}
