/** Tells a sweep of the epochs of one piece while it is trained. */
import type { WorkEpoch } from '../tuning/work.ts';
import type { PieceProgress } from './piece-job.ts';

/** ms between two times; a piece that is shorter tells nothing but its result. */
const EVERY = 1000;

export class CurveTeller {
  readonly #tell: (progress: PieceProgress) => Promise<unknown>;
  /** Of the first epoch that has not been told. */
  #from: number;
  #untold: WorkEpoch[] = [];
  #last = performance.now();

  /**
   * @param from of the piece
   * @param tell may fail: the result has all of them
   */
  constructor(from: number, tell: (progress: PieceProgress) => Promise<unknown>) {
    this.#from = from;
    this.#tell = tell;
  }

  /** The next epochs have ended. */
  hear(epochs: readonly WorkEpoch[]): void {
    this.#untold.push(...epochs);
    if (performance.now() - this.#last < EVERY) return;
    this.#last = performance.now();
    const told = { from: this.#from, epochs: this.#untold };
    this.#from += this.#untold.length;
    this.#untold = [];
    this.#tell(told).catch(() => {});
  }
}
