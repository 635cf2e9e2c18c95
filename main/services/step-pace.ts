/** Estimates the remaining time of a task's step from its pace so far. */

/** Before that, an estimate would jump. */
const LEAST_SECONDS = 2;

export class StepPace {
  #step: string | null = null;
  #began = 0;
  #doneAtFirst = 0;

  /**
   * Seconds left in that step; null in its first two seconds, and if its total is not known.
   * @param now seconds of any clock that only goes forward
   */
  left({ step, done, total }: { step: string; done: number; total: number }, now: number): number | null {
    if (step !== this.#step || done < this.#doneAtFirst) {
      this.#step = step;
      this.#began = now;
      this.#doneAtFirst = done;
    }
    const [spent, came] = [now - this.#began, done - this.#doneAtFirst];
    if (total <= 0 || came <= 0 || spent < LEAST_SECONDS) return null;
    return (spent / came) * Math.max(total - done, 0);
  }
}
