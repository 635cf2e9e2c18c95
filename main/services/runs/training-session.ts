/** One training session of a run: from its start or its checkpoint to its end, a pause or a failure. */
import type { ComputeEvent, Trained } from '../../../native-bridge/host/compute-messages.ts';
import type { RunningHost } from '../../hosts/compute.ts';
import { lowerPriority } from '../../hosts/low-priority.ts';
import type { TrainingSet } from '../../hosts/training-set.ts';
import type { EpochColumns, Pace, RunState, RunSummary } from '../../ipc/schemas/run.ts';
import { readRunRecord } from '../run-record.ts';
import { trainAndCheck } from '../training.ts';
import { PaceKeeper } from './pace.ts';
import type { Epoch } from './run-rows.ts';

export interface SessionOrder {
  readonly run: RunSummary;
  /** The run's folder. */
  readonly folder: string;
  /** Writes the file that the compute host opens. @returns its path */
  readonly data: () => Promise<string>;
  /** Whether there is a checkpoint. */
  readonly resume: boolean;
  readonly measureTest: boolean;
  /** Model file that the run is initialized from, or `base` or `none`; absent: as its preset says. */
  readonly from?: string | undefined;
  /** Host in which other runs train side by side with this one; null: a host for this run only. */
  readonly set: TrainingSet | null;
}

export interface SessionWatch {
  /** Step before the first epoch; null from then on. */
  step(step: string | null): void;
  begun(backend: NonNullable<RunSummary['backend']>): void;
  /** Newly completed epochs: the first `whole` stay as they were, later ones are replaced by these. */
  epochs(epochs: readonly Epoch[], whole: number, pace: Pace): void;
  /** Number of epochs already reported. */
  known(): number;
}

export type Ending = { readonly kind: 'stop' } | { readonly kind: 'finish'; readonly at: 'last' | 'best' };

/** ms between two reports of epochs: at most ten a second. */
const REPORT_EVERY = 100;

export class TrainingSession {
  readonly #order: SessionOrder;
  readonly #watch: SessionWatch;
  readonly #pace: PaceKeeper;
  #host: RunningHost | null = null;
  #ending: Ending | null = null;
  #waiting: Epoch[] = [];
  #timer: NodeJS.Timeout | null = null;
  #step: string | null = null;
  #begun = false;

  constructor(order: SessionOrder, watch: SessionWatch) {
    this.#order = order;
    this.#watch = watch;
    this.#pace = new PaceKeeper(order.run.settings.epochs);
  }

  /** May be called repeatedly: the last call counts. */
  end(ending: Ending): void {
    this.#ending = ending;
    this.#host?.send(ending);
  }

  /** @returns null if it was stopped. @throws HostError for what the host reports, and for its death. */
  async run(): Promise<Omit<Trained, 'check'> | null> {
    try {
      const data = await this.#order.data();
      return await trainAndCheck(requestOf(this.#order, data), {
        ...(this.#order.set && { set: this.#order.set }),
        afterCrash: () => 'What was trained before is kept: resume the run.',
        onEvent: (event) => this.#receive(event),
        onHost: (host) => {
          this.#host = host;
          lowerPriority(host.pid);
          if (this.#ending) host.send(this.#ending);
        },
      });
    } finally {
      this.#host = null;
      this.#report();
    }
  }

  #receive(event: ComputeEvent): void {
    switch (event.kind) {
      case 'progress':
        if (this.#begun || event.step === this.#step) return;
        this.#step = event.step;
        this.#watch.step(event.step);
        break;
      case 'begun':
        this.#begun = true;
        this.#pace.begin(event.dataset.train, event.from);
        this.#watch.begun({ id: event.backend, why: event.why, device: event.device });
        this.#fillGap(event.from);
        this.#watch.step(null);
        break;
      case 'memory':
        this.#pace.memory(event.bytes);
        break;
      case 'epoch': {
        const { kind: _, ...epoch } = event;
        this.#fillGap(epoch.epoch);
        this.#pace.epoch(epoch);
        this.#waiting.push(epoch);
        this.#timer ??= setTimeout(() => this.#report(), REPORT_EVERY);
      }
    }
  }

  /**
   * A host outlives this process by a step, so its checkpoint may be ahead of the reported epochs; its record has the epochs
   * in between. If the host went back to its checkpoint, the epochs reported after that checkpoint are dropped.
   */
  #fillGap(from: number): void {
    const known = this.#watch.known() + this.#waiting.length;
    if (from === known) return;
    const record = readRunRecord(this.#order.folder);
    const missing = from > known ? (record?.history.slice(known, from) ?? []) : [];
    this.#watch.epochs(missing, Math.min(from, known), this.#pace.now());
  }

  #report(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const [first] = this.#waiting;
    if (first) this.#watch.epochs(this.#waiting.splice(0), first.epoch, this.#pace.now());
  }
}

function requestOf({ run, folder, resume, measureTest, from }: SessionOrder, data: string) {
  const { validation, joinValidation, preset, network, hyperparameters, backend, seed, epochs, keepEpochs } =
    run.settings;
  const common = {
    data: { spec: data, ...(validation !== undefined && { validation }), ...(joinValidation && { joinValidation }) },
    ...{ epochs, out: folder, resume, measureTest },
  };
  // A resumed run keeps its settings, and its backend unless one is requested by name.
  if (resume) return { ...common, settings: [], ...(backend !== 'auto' && { backend }) };
  const settings = Object.entries(hyperparameters).map(([key, value]) => `${key}=${value}`);
  return {
    ...common,
    preset,
    network,
    settings,
    backend,
    seed,
    ...(from && { from }),
    ...(keepEpochs && { keepEpochs }),
  };
}

/** Epochs as the columns of the event. */
export function columnsOf(epochs: readonly Epoch[]): EpochColumns {
  return {
    from: epochs[0]?.epoch ?? 0,
    cost: epochs.map(({ cost }) => cost),
    seconds: epochs.map(({ seconds }) => seconds),
    learningRate: epochs.map(({ learningRate }) => learningRate ?? null),
    trainAccuracy: epochs.map(({ trainAccuracy }) => trainAccuracy ?? null),
    duringAccuracy: epochs.map(({ duringAccuracy }) => duringAccuracy ?? null),
    validationCost: epochs.map(({ validationCost }) => validationCost ?? null),
    validationAccuracy: epochs.map(({ validationAccuracy }) => validationAccuracy ?? null),
  };
}

/** @param step before the first epoch @param since ms since 1970 */
export function training(step: string | null, since: number): RunState {
  return { kind: 'training', since, step };
}
