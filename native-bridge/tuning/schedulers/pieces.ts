/**
 * Which trials are in progress and which wait, and how many epochs each has: the state that every scheduler needs. An
 * inconsistent call is a bug of the caller, not a result of a trial, and throws a plain error.
 */
export class Pieces {
  /** Epochs of every trial that was started. */
  readonly #epochs = new Map<number, number>();
  readonly #underWay = new Set<number>();
  /** In the order in which they started to wait. */
  readonly #waiting = new Set<number>();

  start(trial: number): void {
    if (this.#epochs.has(trial)) throw new Error(`Trial ${trial} was started before.`);
    this.#epochs.set(trial, 0);
    this.#underWay.add(trial);
  }

  resume(trial: number): void {
    if (!this.#waiting.delete(trial)) throw new Error(`Trial ${trial} is not waiting.`);
    this.#underWay.add(trial);
  }

  /** A piece has ended: the trial now waits, or is done. */
  end(trial: number, epochs: number, waits: boolean): void {
    if (!this.#underWay.delete(trial)) throw new Error(`Trial ${trial} is not in progress.`);
    this.#epochs.set(trial, epochs);
    if (waits) this.#waiting.add(trial);
  }

  /** A trial of an interrupted sweep, which waits or has ended. */
  restore(trial: number, epochs: number, waits: boolean): void {
    this.start(trial);
    this.end(trial, epochs, waits);
  }

  /** @returns false if the trial had already ended */
  drop(trial: number): boolean {
    if (!this.#epochs.has(trial)) throw new Error(`Trial ${trial} was never started.`);
    return this.#underWay.delete(trial) || this.#waiting.delete(trial);
  }

  /** The longest waiting first. */
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
