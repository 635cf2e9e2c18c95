/** A piece in the queue: it can come back in parts if workers leave in the middle of it. */
import { type DoneWork, nothingDone, type WorkOrder, type WorkState } from '../tuning/work.ts';

/** Consecutive parts without an epoch after which a piece is considered impossible. */
const MOST_EMPTY = 10;

export class Piece {
  readonly signal: AbortSignal;
  readonly resolve: (done: DoneWork) => void;
  readonly reject: (error: Error) => void;
  /** Id of its job; a new one for every part. */
  job: string;
  /** Whether it is on the server, as far as this side knows. */
  sent = false;
  /** Set while its result is being read, or it is being taken back, so that it is handled only once. */
  settling = false;
  /** Number of failed looks at its job. */
  faults = 0;
  readonly #order: WorkOrder;
  readonly #state: WorkState | null;
  #done: DoneWork | null = null;
  #empty = 0;

  constructor(
    how: {
      readonly order: WorkOrder;
      readonly state: WorkState | null;
      readonly signal: AbortSignal;
      readonly job: string;
    },
    settle: { resolve(done: DoneWork): void; reject(error: Error): void },
  ) {
    this.#order = how.order;
    this.#state = how.state;
    this.signal = how.signal;
    this.job = how.job;
    this.resolve = settle.resolve;
    this.reject = settle.reject;
  }

  /** The remaining work. */
  get order(): WorkOrder {
    return { ...this.#order, from: this.#order.from + (this.#done?.result.epochs.length ?? 0) };
  }

  get state(): WorkState | null {
    return this.#done ? this.#done.result.state : this.#state;
  }

  /** The work done so far; if none, its state is the initial one. */
  get done(): DoneWork {
    return this.#done ?? nothingDone(this.#state);
  }

  /** @returns whether all of it is done, or no more can be done. */
  add(part: DoneWork): boolean {
    const before = this.#done;
    this.#done = before ? joined(before, part) : part;
    this.#empty = part.result.epochs.length === 0 ? this.#empty + 1 : 0;
    return part.result.diverged !== null || this.order.from >= this.#order.until || this.signal.aborted;
  }

  get hopeless(): boolean {
    return this.#empty >= MOST_EMPTY;
  }
}

function joined(before: DoneWork, after: DoneWork): DoneWork {
  const { epochs, seconds, kernelSeconds } = before.result;
  return {
    ...after,
    beganAt: before.beganAt,
    result: {
      ...after.result,
      epochs: [...epochs, ...after.result.epochs],
      seconds: seconds + after.result.seconds,
      kernelSeconds: kernelSeconds + after.result.kernelSeconds,
    },
  };
}
