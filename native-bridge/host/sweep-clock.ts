/** Measures how long a sweep has been running, and reports when its time is up. */
export class SweepClock {
  readonly #before: number;
  readonly #timeUp: () => void;
  readonly #began = performance.now();
  #minutes: number | null = null;
  #alarm: NodeJS.Timeout | null = null;

  /** @param before seconds of earlier sessions @param timeUp called when the minutes are used up */
  constructor(before: number, timeUp: () => void) {
    this.#before = before;
    this.#timeUp = timeUp;
  }

  /** Seconds of this session. */
  get session(): number {
    return (performance.now() - this.#began) / 1000;
  }

  /** Sets the total minutes over all sessions; null: unlimited. */
  allow(minutes: number | null): void {
    this.stop();
    this.#minutes = minutes;
    if (minutes !== null) this.#alarm = setTimeout(this.#timeUp, Math.max(0, this.#timeLeft()) * 1000);
  }

  /** Stops the clock. */
  stop(): void {
    if (this.#alarm) clearTimeout(this.#alarm);
    this.#alarm = null;
    this.#minutes = null;
  }

  /**
   * Seconds left until time is up, or until the trials are done at the current pace, whichever comes first; null if
   * neither is known.
   * @param done share of the trials that is done; null if their number is not limited
   */
  left(done: number | null): number | null {
    const elapsed = this.#before + this.session;
    // Below a fiftieth the pace is not meaningful yet.
    const byTrials = done !== null && done > 0.02 ? (elapsed * (1 - done)) / done : Number.POSITIVE_INFINITY;
    const left = Math.max(0, Math.min(byTrials, this.#timeLeft()));
    return Number.isFinite(left) ? left : null;
  }

  #timeLeft(): number {
    return this.#minutes === null ? Number.POSITIVE_INFINITY : 60 * this.#minutes - this.#before - this.session;
  }
}
