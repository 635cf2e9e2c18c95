/** Runs side by side in one process: each on a thread of the backend's own, with pictures that are read once. */
import { availableParallelism } from 'node:os';
import type { Dataset, OnProgress } from '../../datasets/dataset.ts';
import { provideBackend } from '../backends/table.ts';
import { presetNetwork } from '../convnet/presets.ts';
import { threadCount } from '../fused/backend.ts';
import type { ComputeEvent, DataSource, HostMessage, TrainRequest } from './compute-messages.ts';
import { asArgument, describeFailure } from './failure.ts';
import type { Ending } from './run-epochs.ts';
import { type Surroundings, trainRun } from './training-run.ts';
import type { SetEnding, SetRequest } from './training-set-messages.ts';

export interface SetHost extends Pick<Surroundings, 'card' | 'missingEnvironment' | 'onProgress'> {
  send(message: HostMessage): void;
  open(data: DataSource, seed: number, onProgress: OnProgress): Promise<Dataset>;
  /** Lets messages in where a step blocks this thread. */
  breathe(): Promise<void>;
}

/** ms between two words about how far a run is. */
const REPORT_EVERY = 100;

export class TrainingSet {
  readonly lanes: number;
  readonly #host: SetHost;
  /** How each run under way shall end; null while it shall go on. */
  readonly #endings = new Map<number, Ending | null>();
  #pictures: { readonly key: string; readonly dataset: Promise<Dataset> } | null = null;

  private constructor(lanes: number, host: SetHost) {
    this.lanes = lanes;
    this.#host = host;
  }

  /** @throws BackendError if no such backend can train that network, ArgumentError if there is none of that name */
  static async open({ backend: wanted, preset }: SetRequest, host: SetHost): Promise<TrainingSet> {
    const network = asArgument(() => presetNetwork(preset));
    const { backend } = await provideBackend(wanted, network, { gpu: false, onProgress: host.onProgress });
    const lanes = backend.concurrentSessions ? Math.min(threadCount(), availableParallelism()) : 1;
    return new TrainingSet(lanes, host);
  }

  /** Trains one run; everything that is reported of it goes out under its name, its end too. */
  async train(run: number, request: TrainRequest): Promise<void> {
    const send = (event: ComputeEvent) => this.#host.send({ kind: 'ofRun', run, event });
    this.#endings.set(run, null);
    try {
      send(await trainRun(request, this.#surroundings(run, send)));
    } catch (error) {
      send({ kind: 'failed', error: describeFailure(error) });
    } finally {
      this.#endings.delete(run);
    }
  }

  end({ run, ending }: SetEnding): void {
    if (this.#endings.has(run)) this.#endings.set(run, ending);
  }

  #surroundings(run: number, send: (event: ComputeEvent) => void): Surroundings {
    const { card, missingEnvironment, breathe } = this.#host;
    let reported = Number.NEGATIVE_INFINITY; // ms
    const onProgress: OnProgress = (progress) => {
      const now = performance.now();
      if (now - reported < REPORT_EVERY && progress.done < progress.total) return;
      reported = now;
      send({ kind: 'progress', ...progress });
    };
    const ending = () => this.#endings.get(run) ?? null;
    return {
      ...{ sideBySide: true, card, missingEnvironment, send, onProgress, ending },
      open: (data, seed) => this.#open(data, seed, onProgress),
      async keepGoing() {
        await breathe();
        return ending() === null;
      },
    };
  }

  /** The last pictures are kept: runs of a set differ in their seeds, and those matter only where splits are carved. */
  #open(data: DataSource, seed: number, onProgress: OnProgress): Promise<Dataset> {
    const carved = data.validation !== undefined || data.test !== undefined;
    const key = JSON.stringify([data, carved ? seed : null]);
    if (this.#pictures?.key === key) return this.#pictures.dataset;
    const dataset = this.#host.open(data, seed, onProgress);
    this.#pictures = { key, dataset };
    // What could not be read is tried again by the next run.
    dataset.catch(() => {
      if (this.#pictures?.dataset === dataset) this.#pictures = null;
    });
    return dataset;
  }
}
