/** Reports the epochs of one piece to its sweep during training. */
import type { WorkEpoch } from '../tuning/work.ts';
import type { PieceProgress } from './piece-job.ts';

/** ms between two reports; a shorter piece only reports its result. */
const EVERY = 1000;

export class CurveReporter {
  readonly #send: (progress: PieceProgress) => Promise<unknown>;
  /** The first unreported epoch. */
  #from: number;
  #waiting: WorkEpoch[] = [];
  #last = performance.now();

  /**
   * @param from first epoch of the piece
   * @param send may fail: the result contains all epochs
   */
  constructor(from: number, send: (progress: PieceProgress) => Promise<unknown>) {
    this.#from = from;
    this.#send = send;
  }

  /** Adds the next finished epochs. */
  add(epochs: readonly WorkEpoch[]): void {
    this.#waiting.push(...epochs);
    if (performance.now() - this.#last < EVERY) return;
    this.#last = performance.now();
    const progress = { from: this.#from, epochs: this.#waiting };
    this.#from += this.#waiting.length;
    this.#waiting = [];
    this.#send(progress).catch(() => {});
  }
}
