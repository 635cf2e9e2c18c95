import type { SweepSummary } from '../../main/ipc/schemas/sweep.ts';
import type { Client } from '../lib/client.svelte.ts';

const UNDER_WAY: readonly SweepSummary['state']['kind'][] = ['running', 'pausing', 'finishing'];

/** The sweeps in progress, for the top bar. Create it during component setup. */
export class RunningSweeps {
  #list = $state.raw<readonly SweepSummary[]>([]);

  constructor(client: Client) {
    $effect(() => {
      if (client.connections === 0) return;
      client.request('sweeps.list', {}).then(
        (sweeps) => {
          this.#list = sweeps.filter(({ state }) => UNDER_WAY.includes(state.kind));
        },
        () => {},
      );
    });
    $effect(() =>
      client.listen('sweep', (event) => {
        if (event.kind === 'changed') this.#changed(event.sweep);
        else if (event.kind === 'removed') this.#list = this.#list.filter(({ id }) => id !== event.sweep);
      }),
    );
  }

  get list(): readonly { readonly sweep: SweepSummary; readonly done: number; readonly total: number }[] {
    return this.#list.map((sweep) => ({ sweep, done: begunOf(sweep), total: totalOf(sweep) }));
  }

  #changed(sweep: SweepSummary): void {
    const others = this.#list.filter(({ id }) => id !== sweep.id);
    this.#list = UNDER_WAY.includes(sweep.state.kind) ? [...others, sweep] : others;
  }
}

/** Trials that have started: what its budget counts. */
const begunOf = ({ counts }: SweepSummary) =>
  Object.entries(counts).reduce((sum, [state, number]) => sum + (state === 'waiting' ? 0 : (number ?? 0)), 0);

/** Trials of its budget; 0 where the budget is in minutes, or where trials were taken over, which it does not count. */
const totalOf = ({ settings }: SweepSummary) => (settings.continues ? 0 : (settings.budget.trials ?? 0));
