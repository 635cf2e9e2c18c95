import type { DatasetSummary } from '../../../main/ipc/schemas/dataset.ts';
import type { ModelSummary } from '../../../main/ipc/schemas/model.ts';
import type { RunEvent, RunSummary } from '../../../main/ipc/schemas/run.ts';
import type { Lab } from '../../lib/lab.ts';
import { asLabError, LabError } from '../../lib/lab-error.ts';
import { t } from './messages/index.ts';

export type RetrainingState =
  | { readonly kind: 'none' }
  /** `epochs` done so far; it waits while another run trains first. */
  | { readonly kind: 'running'; readonly run: RunSummary; readonly epochs: number }
  | { readonly kind: 'failed'; readonly error: LabError; readonly run: number | null };

/** Retrains a model's run on the current dataset, and hands over the new model. */
export class Retraining {
  readonly #lab: Lab;
  readonly #ondone: (model: ModelSummary, dataset: number, seconds: number) => void;
  #state = $state.raw<RetrainingState>({ kind: 'none' });
  #began = 0;
  #asking = false;

  constructor(lab: Lab, ondone: (model: ModelSummary, dataset: number, seconds: number) => void) {
    this.#lab = lab;
    this.#ondone = ondone;
    lab.client.listen('run', (event) => this.#onEvent(event));
  }

  get state(): RetrainingState {
    return this.#state;
  }

  get underWay(): boolean {
    return this.#asking || this.#state.kind === 'running';
  }

  /** With the settings of the run that made `model`, including validation split and seeds: only the pictures differ. */
  async start(model: ModelSummary, dataset: DatasetSummary): Promise<void> {
    if (this.underWay) return;
    const { client } = this.#lab;
    this.#asking = true;
    try {
      if (model.origin.kind !== 'run') throw withoutRun(model);
      const { settings } = await client.request('runs.get', { run: model.origin.run });
      this.#began = performance.now();
      const name = againName(settings.name ?? model.name);
      // A share is split off only where the dataset has no validation split: it may have one by now.
      const { validation, ...others } = settings;
      const own = dataset.counts.validation.total > 0;
      const share = validation !== undefined && !own ? { validation } : {};
      const asked = { ...others, ...share, name, dataset: dataset.id, backend: 'auto' } as const;
      const run = await client.request('runs.start', asked);
      this.#state = { kind: 'running', run, epochs: 0 };
    } catch (thrown) {
      this.#state = { kind: 'failed', error: asLabError(thrown), run: null };
    } finally {
      this.#asking = false;
    }
  }

  /** Without a connection there are no events. */
  async refresh(): Promise<void> {
    if (this.#state.kind !== 'running') return;
    const { id } = this.#state.run;
    const run = await this.#lab.client.request('runs.get', { run: id }).catch(() => null);
    if (this.#state.kind === 'running' && this.#state.run.id === id && run) await this.#changed(run);
  }

  #onEvent(event: RunEvent): void {
    const state = this.#state;
    if (state.kind !== 'running') return;
    if (event.kind === 'epochs' && event.run === state.run.id) {
      this.#state = { ...state, epochs: event.columns.from + event.columns.cost.length };
    }
    if (event.kind === 'removed' && event.run === state.run.id) this.#state = { kind: 'none' };
    if (event.kind === 'changed' && event.run.id === state.run.id) void this.#changed(event.run);
  }

  async #changed(run: RunSummary): Promise<void> {
    switch (run.state.kind) {
      case 'done': {
        const { model } = run.state;
        this.#state = { kind: 'none' };
        const seconds = (performance.now() - this.#began) / 1000;
        const made = await this.#lab.notices.attempt(() => this.#lab.client.request('models.get', { model }));
        if (made) this.#ondone(made, run.settings.dataset, seconds);
        break;
      }
      case 'failed':
        this.#state = { kind: 'failed', error: new LabError(run.state.error), run: run.id };
        break;
      case 'paused':
        this.#state = { kind: 'none' };
        break;
      default:
        this.#state = { kind: 'running', run, epochs: run.epochs };
    }
  }
}

/** `signs`, `signs, again`, `signs, again 2`. */
export function againName(name: string): string {
  const suffix = t.againSuffix();
  const [, first, times] = new RegExp(`^(.*)${suffix}(?: (\\d+))?$`).exec(name) ?? [];
  return first === undefined ? name.slice(0, 100) + suffix : `${first}${suffix} ${Number(times ?? 1) + 1}`;
}

function withoutRun({ name }: ModelSummary): LabError {
  return new LabError({
    message: t.withoutRun({ model: name }),
    remedy: t.withoutRunRemedy(),
    badArgument: true,
  });
}
