import type { EpochColumns, RunSummary } from '../../../main/ipc/schemas/run.ts';
import { useLab } from '../../lib/lab.ts';
import { Loaded } from '../../lib/loaded.svelte.ts';

/** Runs per request; the screen loads more on demand. */
const PAGE = 200;

/** The lab's runs, newest first, kept up to date with main's events. Create it during component setup. */
export class RunList {
  readonly #limit: () => number;
  readonly #loaded: Loaded<{ total: number; runs: RunSummary[] }>;
  #pages = $state(1);

  constructor() {
    const { client } = useLab();
    this.#limit = () => this.#pages * PAGE;
    this.#loaded = new Loaded(() => client.request('runs.list', { offset: 0, limit: Math.min(this.#limit(), 500) }));
    $effect(() =>
      client.listen('run', (event) => {
        if (event.kind === 'changed') this.#put(event.run);
        if (event.kind === 'removed') this.#take(event.run);
        if (event.kind === 'epochs') this.#grow(event.run, event.columns);
      }),
    );
  }

  get state() {
    return this.#loaded.state;
  }

  get total(): number {
    return this.#loaded.value?.total ?? 0;
  }

  get runs(): readonly RunSummary[] {
    return this.#loaded.value?.runs ?? [];
  }

  /** The current run and the waiting ones, in order. */
  get queue(): readonly RunSummary[] {
    return this.runs.filter((run) => placeOf(run) < Number.POSITIVE_INFINITY).sort((a, b) => placeOf(a) - placeOf(b));
  }

  reload(): Promise<void> {
    return this.#loaded.reload();
  }

  more(): void {
    this.#pages++;
  }

  #put(run: RunSummary): void {
    const list = this.#loaded.value;
    if (!list) return;
    const known = list.runs.some(({ id }) => id === run.id);
    const runs = known ? list.runs.map((old) => (old.id === run.id ? run : old)) : [run, ...list.runs];
    this.#loaded.set({ total: list.total + (known ? 0 : 1), runs: runs.sort((a, b) => b.id - a.id) });
  }

  #grow(id: number, { from, cost, trainAccuracy, duringAccuracy, validationAccuracy }: EpochColumns): void {
    const run = this.runs.find((one) => one.id === id);
    if (!run) return;
    this.#put({
      ...run,
      epochs: from + cost.length,
      cost: cost.at(-1) ?? run.cost,
      trainAccuracy: trainAccuracy.at(-1) ?? run.trainAccuracy,
      duringAccuracy: duringAccuracy.at(-1) ?? run.duringAccuracy,
      validationAccuracy: validationAccuracy.at(-1) ?? run.validationAccuracy,
    });
  }

  #take(id: number): void {
    const list = this.#loaded.value;
    if (!list?.runs.some((run) => run.id === id)) return;
    this.#loaded.set({ total: list.total - 1, runs: list.runs.filter((run) => run.id !== id) });
  }
}

function placeOf({ state }: RunSummary): number {
  if (state.kind === 'training' || state.kind === 'pausing' || state.kind === 'finishing') return 0;
  return state.kind === 'queued' ? state.place : Number.POSITIVE_INFINITY;
}
