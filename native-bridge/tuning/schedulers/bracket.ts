/** One bracket of successive halving: rungs of results, and promotions between them. */

interface Result {
  readonly trial: number;
  readonly score: number;
}

export interface Promotion {
  readonly trial: number;
  /** Epochs of the next rung. */
  readonly until: number;
}

export class Bracket {
  /** Epochs of its rungs, ascending; the last is a complete trial. */
  readonly epochs: readonly number[];
  readonly #eta: number;
  /** Results of each rung, best first; for equal scores the lower number is better. */
  readonly #rungs: Result[][];
  /** Trial -> its highest rung with a result; -1 before the first. */
  readonly #reached = new Map<number, number>();
  #started = 0;

  constructor(epochs: readonly number[], eta: number) {
    this.epochs = epochs;
    this.#eta = eta;
    this.#rungs = epochs.map(() => []);
  }

  add(trial: number): void {
    this.#started++;
    this.#reached.set(trial, -1);
  }

  has(trial: number): boolean {
    return this.#reached.has(trial);
  }

  /** Number of trials that started in it, including failed ones. */
  get started(): number {
    return this.#started;
  }

  /** @throws Error if `epochs` is not the trial's next rung, which is a bug of the caller. */
  record(trial: number, epochs: number, score: number): void {
    const rung = this.#reached.get(trial)! + 1;
    if (epochs !== this.epochs[rung])
      throw new Error(`Trial ${trial} should have stopped at ${this.epochs[rung]} epochs.`);
    this.#reached.set(trial, rung);
    const results = this.#rungs[rung]!;
    results.splice(placeOf(results, { trial, score }), 0, { trial, score });
  }

  /** Epochs at which the next piece of a trial ends; undefined if it is complete. */
  untilOf(trial: number): number | undefined {
    return this.epochs[this.#reached.get(trial)! + 1];
  }

  /** Removes a failed trial from every rung, so that it does not take the place of one that can continue. */
  remove(trial: number): void {
    this.#reached.delete(trial);
    this.#rungs.forEach((results, rung) => {
      this.#rungs[rung] = results.filter((result) => result.trial !== trial);
    });
  }

  /**
   * `get_job` of ASHA (Li et al. 2020, algorithm 2): from the highest rung down, the best trial in the top 1/eta of a
   * rung that has not been promoted from it.
   * @param waits whether a trial is waiting, not in progress
   */
  promotable(waits: (trial: number) => boolean): Promotion | null {
    for (let rung = this.#rungs.length - 2; rung >= 0; rung--) {
      const results = this.#rungs[rung]!;
      const found = this.#firstWaiting(rung, Math.floor(results.length / this.#eta), waits);
      if (found) return found;
    }
    return null;
  }

  /** The best waiting trial in the highest rung that has one. */
  best(waits: (trial: number) => boolean): Promotion | null {
    for (let rung = this.#rungs.length - 2; rung >= 0; rung--) {
      const found = this.#firstWaiting(rung, this.#rungs[rung]!.length, waits);
      if (found) return found;
    }
    return null;
  }

  #firstWaiting(rung: number, places: number, waits: (trial: number) => boolean): Promotion | null {
    const results = this.#rungs[rung]!;
    for (let place = 0; place < places; place++) {
      const { trial } = results[place]!;
      if (this.#reached.get(trial) === rung && waits(trial)) return { trial, until: this.epochs[rung + 1]! };
    }
    return null;
  }
}

/** The index to insert a result at, by binary search. */
function placeOf(results: readonly Result[], { trial, score }: Result): number {
  let [low, high] = [0, results.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = results[middle]!;
    const better = other.score > score || (other.score === score && other.trial < trial);
    if (better) low = middle + 1;
    else high = middle;
  }
  return low;
}
