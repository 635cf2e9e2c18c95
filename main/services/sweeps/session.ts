/**
 * One session of a sweep: from its start, or from where it was paused, to its end or the next pause. The host searches and
 * trains; each of its events is stored here before it is passed on. Used by the lab and the command line.
 */
import { isDeepStrictEqual } from 'node:util';
import type { ComputeEvent } from '../../../native-bridge/host/compute-messages.ts';
import {
  asksForMore,
  type QueueState,
  type SweepControl,
  type SweepRequest,
  type Trial,
  type Values,
} from '../../../native-bridge/host/sweep-messages.ts';
import { compute, type RunningHost } from '../../hosts/compute.ts';
import { HostError, HostStopped } from '../../hosts/host-error.ts';
import { lowerPriority } from '../../hosts/low-priority.ts';
import { writeFailure } from '../../storage/write-failure.ts';
import type { PictureNumbers } from './answer-rows.ts';
import { flawedModels, type WrittenModel } from './model-checks.ts';
import type { SweepRow, SweepRows } from './sweep-rows.ts';
import type { SweepProgress, TrialRows } from './trial-rows.ts';

export interface SweepOrder {
  readonly sweep: number;
  readonly rows: SweepRows;
  readonly trials: TrialRows;
  /** Path of the database, for messages about it. */
  readonly database: string;
  /** The sweep's own folder. */
  readonly folder: string;
  /** Provides the spec that the compute host opens. */
  readonly data: () => Promise<string>;
  /** Address of a Redis or Valkey server; never stored. */
  readonly queue?: string | undefined;
  /** Seconds of a batch of one through ONNX Runtime; null if it cannot be measured. */
  readonly latency: (model: Uint8Array) => Promise<number | null>;
  /** A page is open meanwhile and takes priority. */
  readonly background: boolean;
  /** Remedy shown if the host dies. */
  readonly afterCrash: string;
}

export interface SweepWatch {
  /** Step before the first trial; null from then on. */
  step(step: string | null): void;
  begun(): void;
  /** Called after it is stored. */
  progress(progress: SweepProgress): void;
  /** The workers of its queue, whenever they have changed. */
  queue(state: QueueState): void;
}

/** `more`: it has ended, but a person asked for more trials when its search was already over. */
export type SweepEnd = 'swept' | 'more' | 'stopped';

export class SweepSession {
  readonly #order: SweepOrder;
  readonly #watch: SweepWatch;
  readonly #numbers: PictureNumbers = new Map();
  readonly #before: number;
  readonly #kill = new AbortController();
  readonly #stop = new AbortController();
  #host: RunningHost | null = null;
  #begun = false;
  #ending: 'stop' | 'finish' | null = null;
  /** Controls given before the host could receive them. */
  #unsent: SweepControl[] = [];
  /** Number of controls that asked for more trials. */
  #asked = 0;
  /** How many of them came before a person ended the search, and are ended with it. */
  #askedBefore = 0;
  readonly #guesses: Values[] = [];
  #broken: unknown = null;
  #step: string | null = null;

  constructor(order: SweepOrder, watch: SweepWatch) {
    this.#order = order;
    this.#watch = watch;
    this.#before = order.rows.get(order.sweep).elapsed;
  }

  /** Requests a pause, or the end of the search; a pause takes precedence. */
  end(ending: 'stop' | 'finish'): void {
    if (this.#ending !== 'stop') this.#ending = ending;
    if (ending === 'finish') this.#askedBefore = this.#asked;
    if (ending === 'stop') this.#stop.abort();
    else this.#sendFinish();
  }

  control(control: SweepControl): void {
    if (asksForMore(control)) this.#asked++;
    if (control.kind === 'guess') this.#guesses.push(...control.values);
    if (this.#begun) this.#host?.send(control);
    else this.#unsent.push(control);
  }

  /** Trials chosen by hand that the host has not confirmed: it may have ended before it received them. */
  get openGuesses(): readonly Values[] {
    return this.#guesses;
  }

  /** @throws HostError for what the host reports, for its death, and if its reports cannot be stored. */
  async run(): Promise<SweepEnd> {
    const data = await this.#order.data();
    try {
      const end = await compute(this.#request(data), ['swept', 'stopped'], {
        afterCrash: () => this.#order.afterCrash,
        ...{ signal: this.#stop.signal, kill: this.#kill.signal },
        onEvent: (event) => this.#hear(event),
        onHost: (host) => this.#meet(host),
      });
      return end.kind === 'swept' ? this.#sweptAfter(end.heard) : 'stopped';
    } catch (error) {
      if (this.#broken === null && error instanceof HostStopped) return 'stopped';
      throw this.#broken ?? error;
    } finally {
      this.#host = null;
    }
  }

  /** @param heard how many controls that asked for more trials came before the host's search was over */
  #sweptAfter(heard: number): SweepEnd {
    if (this.#asked <= Math.max(heard, this.#askedBefore)) return 'swept';
    return this.#ending === 'stop' ? 'stopped' : 'more';
  }

  #request(data: string): SweepRequest {
    const { sweep, rows, trials, folder, queue } = this.#order;
    const { plan } = rows.get(sweep);
    const known = trials.list(sweep);
    // Epochs reported after a trial's last report are trained again.
    for (const { number, epochs } of known) trials.curves.cut(sweep, number, epochs);
    return {
      ...{ kind: 'sweep', data: { spec: data }, plan, folder, trials: known },
      ...{ epochs: trials.curves.list(sweep), fresh: trials.fresh(sweep), elapsed: this.#before },
      ...(queue !== undefined && { queue }),
    };
  }

  #meet(host: RunningHost): void {
    this.#host = host;
    if (this.#order.background) lowerPriority(host.pid);
    this.#sendFinish();
  }

  #sendFinish(): void {
    if (this.#ending === 'finish') this.#host?.send({ kind: 'finish', at: 'best' });
  }

  /** Never throws: it is called by a process's message handler. */
  #hear(event: ComputeEvent): void {
    if (this.#broken !== null) return;
    try {
      this.#take(event);
    } catch (error) {
      this.#broken = writeFailure(this.#order.database, error);
      this.#kill.abort();
    }
  }

  #take(event: ComputeEvent): void {
    const { sweep, rows, trials } = this.#order;
    switch (event.kind) {
      case 'progress':
        if (this.#begun || event.step === this.#step) return;
        this.#step = event.step;
        this.#watch.step(event.step);
        break;
      case 'sweep-begun': {
        const { backend: id, why, device, lanes, classes, sha256 } = event;
        requireSame(rows.get(sweep), sha256);
        rows.begun(sweep, { id, why, device, lanes }, classes, sha256);
        this.#begin();
        break;
      }
      case 'sweep-progress':
        trials.store(sweep, event, this.#numbers, this.#before + event.elapsed);
        for (const trial of event.trials) this.#closeGuess(trial);
        this.#watch.progress(event);
        break;
      case 'sweep-queue': {
        const { kind: _, ...state } = event;
        this.#watch.queue(state);
        break;
      }
      case 'measure-latency':
        void this.#measure(event.id, event.model);
        break;
      case 'check-models':
        void this.#check(event.models);
    }
  }

  #closeGuess({ origin, values }: Trial): void {
    const at = origin === 'guess' ? this.#guesses.findIndex((guess) => isDeepStrictEqual(guess, values)) : -1;
    if (at >= 0) this.#guesses.splice(at, 1);
  }

  #begin(): void {
    this.#begun = true;
    for (const control of this.#unsent.splice(0)) this.#host?.send(control);
    this.#watch.step(null);
    this.#watch.begun();
  }

  async #measure(id: number, model: Uint8Array): Promise<void> {
    const seconds = await this.#order.latency(model).catch(() => null);
    this.#host?.send({ kind: 'latency', id, seconds });
  }

  async #check(models: readonly WrittenModel[]): Promise<void> {
    this.#host?.send({ kind: 'checked', failures: await flawedModels(models) });
  }
}

/** @throws HostError if a sweep would continue with other pictures: its scores would no longer be comparable */
function requireSame({ name, sha256: before }: SweepRow, sha256: string): void {
  if (before === null || before === sha256) return;
  throw new HostError({
    message: `The pictures are not those that ${name} was started with (sha256 ${sha256.slice(0, 12)}, not ${before.slice(0, 12)}).`,
    remedy: 'Give the same data, or start a new sweep on these.',
    badArgument: true,
  });
}
