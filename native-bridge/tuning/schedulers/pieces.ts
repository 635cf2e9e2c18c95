/**
 * Which trials are under way and which wait, and how many epochs each has: what every scheduler has to know. A call that
 * does not fit is a bug of the caller, not a result of a trial: it throws a plain error.
 */
export class Pieces {
  /** Of every trial that was started. */
  readonly #epochs = new Map<number, number>();
  readonly #underWay = new Set<number>();
  /** In the order in which they began to wait. */
  readonly #waiting = new Set<number>();

  start(trial: number): void {
    if (this.#epochs.has(trial)) throw new Error(`Trial ${trial} was started before.`);
    this.#epochs.set(trial, 0);
    this.#underWay.add(trial);
  }

  resume(trial: number): void {
    if (!this.#waiting.delete(trial)) throw new Error(`Trial ${trial} does not wait.`);
    this.#underWay.add(trial);
  }

  /** A piece has ended: the trial waits from now on, or is done. */
  end(trial: number, epochs: number, waits: boolean): void {
    if (!this.#underWay.delete(trial)) throw new Error(`Trial ${trial} is not under way.`);
    this.#epochs.set(trial, epochs);
    if (waits) this.#waiting.add(trial);
  }

  /** A trial of an interrupted sweep, which waits or has ended. */
  restore(trial: number, epochs: number, waits: boolean): void {
    this.start(trial);
    this.end(trial, epochs, waits);
  }

  /** @returns false where the trial had ended before */
  drop(trial: number): boolean {
    if (!this.#epochs.has(trial)) throw new Error(`Trial ${trial} was never started.`);
    return this.#underWay.delete(trial) || this.#waiting.delete(trial);
  }

  /** The one that has waited longest first. */
  waiting(): number[] {
    return [...this.#waiting];
  }

  waits(trial: number): boolean {
    return this.#waiting.has(trial);
  }

  anyUnderWay(): boolean {
    return this.#underWay.size > 0;
  }

  epochsOf(trial: number): number {
    return this.#epochs.get(trial) ?? 0;
  }
}
