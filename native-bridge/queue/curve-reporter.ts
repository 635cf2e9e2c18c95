/** Reports the epochs of one piece to its sweep while it is trained. */
import type { WorkEpoch } from '../tuning/work.ts';
import type { PieceProgress } from './piece-job.ts';

/** ms between two times; a shorter piece reports nothing but its result. */
const EVERY = 1000;

export class CurveReporter {
  readonly #send: (progress: PieceProgress) => Promise<unknown>;
  /** The first epoch that has not been reported. */
  #from: number;
  #waiting: WorkEpoch[] = [];
  #last = performance.now();

  /**
   * @param from of the piece
   * @param send may fail: the result has all of them
   */
  constructor(from: number, send: (progress: PieceProgress) => Promise<unknown>) {
    this.#from = from;
    this.#send = send;
  }

  /** The next epochs have ended. */
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
