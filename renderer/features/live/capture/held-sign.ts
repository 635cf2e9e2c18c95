/** ms for which a sign must be held. */
export const HOLD = 1500;

/** Detects that a sign has been held, once each time. */
export class HeldSign {
  readonly #wanted: number | null;
  #sign: number | null = null;
  #since = 0;
  #reported = false;

  /** @param wanted index of the class; null: any */
  constructor(wanted: number | null) {
    this.#wanted = wanted;
  }

  /** @param sign steady, null: none @param at ms, ascending @returns true once, when it has been held long enough */
  see(sign: number | null, at: number): boolean {
    if (sign !== this.#sign) {
      this.#sign = sign;
      this.#since = at;
      this.#reported = false;
    }
    const fits = sign !== null && (this.#wanted === null || sign === this.#wanted);
    if (!fits || this.#reported || at - this.#since < HOLD) return false;
    this.#reported = true;
    return true;
  }
}
