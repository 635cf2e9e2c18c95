/**
 * The machine trains one thing at a time: a run, a group's runs or a sweep. All take every core, so side by
 * side each would only take longer, and seconds that a sweep counts (a budget of minutes, seconds an epoch) would mean nothing. What trains goes on
 * to its end or its pause; then it is the turn of whoever has waited longer.
 */
export interface Holder {
  readonly kind: 'run' | 'sweep';
  /** For people. */
  readonly name: string;
}

export class Machine {
  #holder: Holder | null = null;
  readonly #waiting: (() => void)[] = [];

  /** What trains now. */
  get holder(): Holder | null {
    return this.#holder;
  }

  /** Whether somebody waits for it. */
  get contended(): boolean {
    return this.#waiting.length > 0;
  }

  /**
   * @param wake called, once, when it may ask again; a queue gives the same function every time
   * @returns what gives the machine back; null where it must wait
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

  /** It wants the machine no longer: whoever waits behind it comes first. */
  leave(wake: () => void): void {
    const at = this.#waiting.indexOf(wake);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    if (at === 0 && this.#holder === null) this.#waiting[0]?.();
  }
}
