/** One bracket of successive halving: rungs of results, and who goes on from which. */

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
  /** Epochs of its rungs, ascending; the last is a whole trial. */
  readonly epochs: readonly number[];
  readonly #eta: number;
  /** Results of each rung, best first; of equal scores the lower number is the better one. */
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

  /** Trials that began in it, those that failed too. */
  get started(): number {
    return this.#started;
  }

  /** @throws Error if `epochs` is not the trial's next rung: a bug of the caller. */
  record(trial: number, epochs: number, score: number): void {
    const rung = this.#reached.get(trial)! + 1;
    if (epochs !== this.epochs[rung]) throw new Error(`Trial ${trial} was to stop at ${this.epochs[rung]} epochs.`);
    this.#reached.set(trial, rung);
    const results = this.#rungs[rung]!;
    results.splice(placeOf(results, { trial, score }), 0, { trial, score });
  }

  /** Epochs at which the next piece of a trial ends; undefined where it has all. */
  untilOf(trial: number): number | undefined {
    return this.epochs[this.#reached.get(trial)! + 1];
  }

  /** A failed trial leaves every rung, so that it takes no place from one that can go on. */
  remove(trial: number): void {
    this.#reached.delete(trial);
    this.#rungs.forEach((results, rung) => {
      this.#rungs[rung] = results.filter((result) => result.trial !== trial);
    });
  }

  /**
   * `get_job` of ASHA (Li et al. 2020, algorithm 2): from the highest rung down, the best trial among the first 1/eta of a
   * rung that has not gone on from it.
   * @param waits whether a trial is not under way
   */
  promotable(waits: (trial: number) => boolean): Promotion | null {
    for (let rung = this.#rungs.length - 2; rung >= 0; rung--) {
      const results = this.#rungs[rung]!;
      const found = this.#firstWaiting(rung, Math.floor(results.length / this.#eta), waits);
      if (found) return found;
    }
    return null;
  }

  /** The best trial that waits in the highest rung which has one. */
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

/** Index before which a result belongs, by halving the interval. */
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
