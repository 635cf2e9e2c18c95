/** Concurrent runs in one process, each on one of the backend's threads, with pictures that are read once. */
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
  /** Lets messages in if a step blocks this thread. */
  breathe(): Promise<void>;
}

/** ms between two progress reports of a run. */
const REPORT_EVERY = 100;

export class TrainingSet {
  readonly lanes: number;
  readonly #host: SetHost;
  /** How each active run should end; null while it should continue. */
  readonly #endings = new Map<number, Ending | null>();
  #pictures: { readonly key: string; readonly dataset: Promise<Dataset> } | null = null;

  private constructor(lanes: number, host: SetHost) {
    this.lanes = lanes;
    this.#host = host;
  }

  /** @throws BackendError if the backend cannot train that network, ArgumentError if there is no preset of that name */
  static async open({ backend: wanted, preset }: SetRequest, host: SetHost): Promise<TrainingSet> {
    const network = asArgument(() => presetNetwork(preset));
    const { backend } = await provideBackend(wanted, network, { gpu: false, onProgress: host.onProgress });
    const lanes = backend.concurrentSessions ? Math.min(threadCount(), availableParallelism()) : 1;
    return new TrainingSet(lanes, host);
  }

  /** Trains one run; everything reported about it, including its end, is sent under its id. */
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

  /** Keeps the last pictures: runs of a set differ in their seeds, which only matter if splits are split off. */
  #open(data: DataSource, seed: number, onProgress: OnProgress): Promise<Dataset> {
    const splitOff = data.validation !== undefined || data.test !== undefined;
    const key = JSON.stringify([data, splitOff ? seed : null]);
    if (this.#pictures?.key === key) return this.#pictures.dataset;
    const dataset = this.#host.open(data, seed, onProgress);
    this.#pictures = { key, dataset };
    // After a failure the next run tries again.
    dataset.catch(() => {
      if (this.#pictures?.dataset === dataset) this.#pictures = null;
    });
    return dataset;
  }
}
