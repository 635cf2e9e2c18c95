import type { RunSummary } from '../../main/ipc/schemas/run.ts';
import type { Client } from '../lib/client.svelte.ts';

const UNDER_WAY = ['training', 'pausing', 'finishing'];

/** The runs being trained now, for the top bar. Create it during component setup. */
export class RunningRun {
  #list = $state.raw<readonly RunSummary[]>([]);

  constructor(client: Client) {
    $effect(() => {
      if (client.connections === 0) return;
      client.request('runs.list', { limit: 50 }).then(
        ({ runs }) => {
          this.#list = runs.filter(({ state }) => UNDER_WAY.includes(state.kind));
        },
        () => {},
      );
    });
    $effect(() =>
      client.listen('run', (event) => {
        if (event.kind === 'changed') this.#changed(event.run);
        else if (event.kind === 'epochs') this.#grown(event.run, event.columns.from + event.columns.cost.length);
        else this.#list = this.#list.filter(({ id }) => id !== event.run);
      }),
    );
  }

  get list(): readonly RunSummary[] {
    return this.#list;
  }

  #changed(run: RunSummary): void {
    const others = this.#list.filter(({ id }) => id !== run.id);
    this.#list = UNDER_WAY.includes(run.state.kind) ? [...others, run] : others;
  }

  #grown(id: number, epochs: number): void {
    this.#list = this.#list.map((run) => (run.id === id ? { ...run, epochs } : run));
  }
}
