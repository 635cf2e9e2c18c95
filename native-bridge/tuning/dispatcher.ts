/** Gives jobs to crews until there are no more: as many at once as the crews have places. */
import { type Crew, type DoneWork, GivenBack, nothingDone, WorkError, type WorkOrder, type WorkState } from './work.ts';

/** One piece of training to do. */
export interface Job {
  readonly order: WorkOrder;
  /** Null if it starts at epoch 0. */
  readonly state: WorkState | null;
  /** @param cut whether it was ended before its last epoch */
  ended(done: DoneWork, cut: boolean): void;
  /** The trial itself cannot be trained: its network is too large for this machine, or it crashes every worker. */
  failed(reason: string): void;
}

/** `wait`: a job in progress must end first. */
export type NextJob = () => Job | 'wait' | 'end';

/** How often a job is tried if the machine fails. */
const MOST_TRIES = 3;
/** When this many jobs fail in a row, the cause is not their trials. */
const MOST_FAILURES = 10;

export class Dispatcher {
  readonly #crews: readonly Crew[];
  /** Number of jobs in progress, by crew. */
  readonly #load = new Map<Crew, number>();
  readonly #aborts = new Set<AbortController>();
  /** Jobs that a crew gave back: they come next. */
  readonly #returned: Job[] = [];
  #stopped = false;
  #error: unknown = null;
  #failures = 0;
  #wake: () => void = () => {};

  constructor(crews: readonly Crew[]) {
    this.#crews = crews;
    for (const crew of crews) crew.onChange(() => this.wake());
  }

  /**
   * Resolves when no job is left and none is in progress, or after `stop` when none is in progress.
   * @throws errors of a crew or a job that are not the trial's fault; jobs in progress are cut short first
   */
  async run(next: NextJob): Promise<void> {
    const underWay = new Set<Promise<void>>();
    while (!this.#stopped && this.#error === null) {
      const crew = this.#crews.find((one) => this.#loadOf(one) < one.places);
      const job = crew ? (this.#returned.shift() ?? next()) : 'wait';
      if (job === 'end' && underWay.size === 0) break;
      // Jobs in progress may still be given back.
      if (job === 'end' || job === 'wait' || !crew) {
        await this.#change();
        continue;
      }
      const work = this.#give(crew, job).finally(() => {
        underWay.delete(work);
        this.wake();
      });
      underWay.add(work);
    }
    if (this.#error !== null) this.cutAll();
    await Promise.all(underWay);
    if (this.#error !== null) throw this.#error;
  }

  /** Call when there may be something to do. */
  wake(): void {
    this.#wake();
  }

  /** Ends every job in progress after its current epoch. */
  cutAll(): void {
    for (const abort of this.#aborts) abort.abort();
    for (const job of this.#returned.splice(0)) job.ended(nothingDone(job.state), true);
    this.wake();
  }

  /** Starts no new job and continues none. */
  stop(): void {
    this.#stopped = true;
    this.cutAll();
  }

  #loadOf(crew: Crew): number {
    return this.#load.get(crew) ?? 0;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async #give(crew: Crew, job: Job): Promise<void> {
    const abort = new AbortController();
    this.#aborts.add(abort);
    this.#load.set(crew, this.#loadOf(crew) + 1);
    try {
      const done = await tried(crew, job, abort.signal);
      this.#failures = 0;
      job.ended(done, !isWhole(job, done));
    } catch (error) {
      if (!(error instanceof GivenBack)) this.#heard(job, error);
      else if (abort.signal.aborted) job.ended(nothingDone(job.state), true);
      else this.#returned.push(job);
    } finally {
      this.#aborts.delete(abort);
      this.#load.set(crew, this.#loadOf(crew) - 1);
    }
  }

  #heard(job: Job, error: unknown): void {
    try {
      if (!isOfTheTrial(error)) throw error;
      job.failed(error.message);
      if (++this.#failures === MOST_FAILURES) throw error;
    } catch (fault) {
      this.#error ??= fault;
    }
  }
}

async function tried(crew: Crew, { order, state }: Job, signal: AbortSignal): Promise<DoneWork> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await crew.train(order, state, signal);
    } catch (error) {
      const again = error instanceof WorkError && !(error instanceof GivenBack) && !error.enough;
      if (!again || attempt === MOST_TRIES || signal.aborted) throw error;
    }
  }
}

/** A job that was complete before the signal reached it counts as complete. */
function isWhole({ order }: Job, { result }: DoneWork): boolean {
  return result.epochs.length === order.until - order.from || result.diverged !== null;
}

/** Expected failures of a trial: an error that says what to do about it, or workers that crashed on it. */
function isOfTheTrial(error: unknown): error is Error {
  return error instanceof Error && ('remedy' in error || error instanceof WorkError);
}
