import { untrack } from 'svelte';
import type { LabError } from '../../../lib/lab-error.ts';
import { asLabError } from '../../../lib/lab-error.ts';
import { Computed } from '../worker/computed.svelte.ts';
import type { Batch } from './compute/batch-gradients.ts';
import type { NormsOutput } from './compute/norms-job.ts';
import { minimised } from './kept-net.ts';
import type { EpochNorms } from './norm-curves.ts';
import type { WatchedRun } from './watched-run.svelte.ts';

/** Gradients and dead units of every kept epoch on the same pictures, one epoch after the other. */
export class GradientHistory {
  readonly #watched: WatchedRun;
  readonly #computed = new Computed('training-norms', 'restart');
  #measured = $state.raw<readonly EpochNorms[]>([]);
  #total = $state(0);
  #error = $state.raw<LabError | null>(null);
  #left: number[] = [];
  #batch: Batch | null = null;
  /** What the next answer belongs to. */
  #asked: { readonly of: string; readonly epoch: number } | null = null;

  constructor(watched: WatchedRun) {
    this.#watched = watched;
    $effect(() => {
      const { output } = this.#computed;
      if (output) untrack(() => this.#take(output));
    });
    // Another run has other curves.
    $effect(() => {
      void watched.runId;
      return () => {
        this.stop();
        this.#measured = [];
      };
    });
  }

  /** Ascending by epoch. */
  get measured(): readonly EpochNorms[] {
    return this.#measured;
  }

  /** Epochs to be measured; 0 while nothing is running. */
  get total(): number {
    return this.#total;
  }

  get error(): LabError | null {
    return this.#error ?? this.#computed.error;
  }

  /** @param batch the pictures on which all epochs are measured */
  start(batch: Batch): void {
    this.stop();
    this.#measured = [];
    this.#error = null;
    this.#batch = batch;
    this.#left = [...this.#watched.epochs];
    this.#total = this.#left.length;
    void this.#next();
  }

  stop(): void {
    this.#left = [];
    this.#asked = null;
    this.#total = 0;
    this.#computed.stop();
  }

  #take(output: NormsOutput): void {
    const asked = this.#asked;
    if (output.of !== asked?.of) return;
    this.#asked = null;
    this.#measured = [...this.#measured, { ...output, epoch: asked.epoch }];
    void this.#next();
  }

  async #next(): Promise<void> {
    const [epoch, batch, left] = [this.#left.shift(), this.#batch, this.#left];
    if (epoch === undefined || !batch) {
      this.stop();
      return;
    }
    try {
      const net = await this.#watched.open(epoch);
      // Stopped or restarted meanwhile.
      if (left !== this.#left || !net) return;
      const { network, parameters } = net;
      this.#asked = { of: net.key, epoch };
      this.#computed.ask({ of: net.key, network, parameters, batch, minimised: minimised(net) });
    } catch (thrown) {
      this.stop();
      this.#error = asLabError(thrown);
    }
  }
}
