import type { DatasetSummary } from '../../../main/ipc/schemas/dataset.ts';
import type { ModelSummary } from '../../../main/ipc/schemas/model.ts';
import type { RunSummary } from '../../../main/ipc/schemas/run.ts';
import type { SweepSummary } from '../../../main/ipc/schemas/sweep.ts';
import type { Client } from '../../lib/client.svelte.ts';
import { Loaded } from '../../lib/loaded.svelte.ts';

export interface Found {
  readonly runs: readonly RunSummary[];
  readonly runTotal: number;
  readonly datasets: readonly DatasetSummary[];
  readonly models: readonly ModelSummary[];
  readonly sweeps: readonly SweepSummary[];
  /** When a dataset was last changed, ms since 1970, for the newest ones. */
  readonly edited: ReadonlyMap<number, number>;
  readonly empty: boolean;
}

const LATEST = 8;

async function find(client: Client): Promise<Found> {
  const [{ runs, total }, datasets, models, sweeps] = await Promise.all([
    client.request('runs.list', { limit: LATEST }),
    client.request('datasets.list', {}),
    client.request('models.list', {}),
    client.request('sweeps.list', {}),
  ]);
  const edited = new Map(
    await Promise.all(
      datasets.slice(0, LATEST).map(async ({ id, createdAt }): Promise<[number, number]> => {
        const [newest] = await client.request('datasets.versions', { dataset: id });
        return [id, newest?.at ?? createdAt];
      }),
    ),
  );
  return {
    runs,
    runTotal: total,
    datasets,
    models,
    sweeps,
    edited,
    // The model that comes with the lab is not the user's work.
    empty: total + datasets.length + models.filter(({ origin }) => origin.kind !== 'base').length === 0,
  };
}

/** The lab's contents, kept up to date. Create it during component setup. */
export class OverviewState {
  readonly of: Loaded<Found>;

  constructor(client: Client) {
    this.of = new Loaded(() => find(client));
    const again = () => void this.of.reload();
    $effect(() => client.listen('run', (event) => event.kind !== 'epochs' && again()));
    $effect(() =>
      client.listen('sweep', (event) => {
        if (event.kind === 'changed') this.#put(event.sweep);
        if (event.kind === 'removed') again();
      }),
    );
    $effect(() => client.listen('dataset', again));
    $effect(() => client.listen('model', again));
  }
  /** A running sweep reports ten times a second: nothing else is requested again. */
  #put(sweep: SweepSummary): void {
    const found = this.of.value;
    if (!found) return;
    const known = found.sweeps.some(({ id }) => id === sweep.id);
    const sweeps = known ? found.sweeps.map((old) => (old.id === sweep.id ? sweep : old)) : [sweep, ...found.sweeps];
    this.of.set({ ...found, sweeps });
  }
}
