/** How long a sweep has been at work, and when its time is used up. */
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

  /** So many minutes in all sessions; null: as long as it takes. */
  allow(minutes: number | null): void {
    this.stop();
    this.#minutes = minutes;
    if (minutes !== null) this.#alarm = setTimeout(this.#timeUp, Math.max(0, this.#timeLeft()) * 1000);
  }

  /** The time no longer counts. */
  stop(): void {
    if (this.#alarm) clearTimeout(this.#alarm);
    this.#alarm = null;
    this.#minutes = null;
  }

  /**
   * Seconds to the end: of the time, or at the pace so far of the trials, whichever is nearer; null if neither is known.
   * @param done share of the trials; null without a number of them
   */
  left(done: number | null): number | null {
    const elapsed = this.#before + this.session;
    // Below a fiftieth the pace says nothing yet.
    const byTrials = done !== null && done > 0.02 ? (elapsed * (1 - done)) / done : Number.POSITIVE_INFINITY;
    const left = Math.max(0, Math.min(byTrials, this.#timeLeft()));
    return Number.isFinite(left) ? left : null;
  }

  #timeLeft(): number {
    return this.#minutes === null ? Number.POSITIVE_INFINITY : 60 * this.#minutes - this.#before - this.session;
  }
}
