/**
 * The machine trains one thing at a time: a run, a group's runs or a sweep. Each takes every core, so side by side each
 * would only take longer, and the seconds that a sweep counts (a budget of minutes, seconds per epoch) would mean nothing.
 * The current one runs to its end or pause; then comes the queue that has waited longer.
 */
export interface Holder {
  readonly kind: 'run' | 'sweep';
  /** For people. */
  readonly name: string;
}

export class Machine {
  #holder: Holder | null = null;
  readonly #waiting: (() => void)[] = [];

  /** What is training now. */
  get holder(): Holder | null {
    return this.#holder;
  }

  /** Whether a queue is waiting for it. */
  get contended(): boolean {
    return this.#waiting.length > 0;
  }

  /**
   * @param wake called once when the queue may try again; a queue passes the same function every time
   * @returns a function that releases the machine; null if the queue must wait
   */
  take(holder: Holder, wake: () => void): (() => void) | null {
    const [first] = this.#waiting;
    if (this.#holder !== null || (first !== undefined && first !== wake)) {
      if (!this.#waiting.includes(wake)) this.#waiting.push(wake);
      return null;
    }
    this.leave(wake);
    this.#holder = holder;
    return () => {
      this.#holder = null;
      this.#waiting[0]?.();
    };
  }

  /** The queue no longer needs the machine: the next one in line moves up. */
  leave(wake: () => void): void {
    const at = this.#waiting.indexOf(wake);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    if (at === 0 && this.#holder === null) this.#waiting[0]?.();
  }
}
