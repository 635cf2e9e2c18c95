import type { Pace, RunEvent, RunSummary } from '../../../main/ipc/schemas/run.ts';
import { useLab } from '../../lib/lab.ts';
import { Loaded } from '../../lib/loaded.svelte.ts';
import { EMPTY, type EpochSeries, extended } from './epoch-series.ts';

/** One run and its progress. Create it during component setup; `id` may change. */
export class RunView {
  readonly #id: () => number;
  readonly #client = useLab().client;
  readonly #run: Loaded<RunSummary>;
  #series = $state.raw<EpochSeries>(EMPTY);
  #ready = $state(false);
  #pace = $state.raw<Pace | null>(null);

  constructor(id: () => number) {
    this.#id = id;
    this.#run = new Loaded(() => this.#client.request('runs.get', { run: id() }));
    $effect(() => {
      void this.#client.connections;
      id();
      this.#series = EMPTY;
      this.#ready = false;
      this.#pace = null;
      void this.#ask();
      return this.#client.listen('run', (event) => this.#onEvent(event));
    });
  }

  get state() {
    return this.#run.state;
  }

  get run(): RunSummary | undefined {
    return this.#run.value;
  }

  get series(): EpochSeries {
    return this.#series;
  }

  /** False until the epochs trained before are loaded. */
  get ready(): boolean {
    return this.#ready;
  }

  /** While it trains; null before the first epochs of this session. */
  get pace(): Pace | null {
    return this.#pace;
  }

  reload(): Promise<void> {
    return this.#run.reload();
  }

  #onEvent(event: RunEvent): void {
    if (event.kind === 'changed' && event.run.id === this.#id()) {
      this.#run.set(event.run);
      if (event.run.state.kind !== 'training') this.#pace = null;
      // A run that went back to its checkpoint has fewer epochs than were shown.
      if (event.run.epochs < this.#series.cost.length) void this.#ask();
    }
    if (event.kind === 'epochs' && event.run === this.#id()) {
      this.#pace = event.pace;
      const series = extended(this.#series, event.columns);
      if (series) this.#series = series;
      else void this.#ask();
    }
  }

  /** Loads all epochs again: thousands arrive in one message. */
  async #ask(): Promise<void> {
    const run = this.#id();
    try {
      const { from: _, ...series } = await this.#client.request('runs.epochs', { run, from: 0 });
      if (run !== this.#id()) return;
      this.#series = series;
      this.#ready = true;
    } catch {
      // The run itself failed to load too: `state` has the error.
    }
  }
}
