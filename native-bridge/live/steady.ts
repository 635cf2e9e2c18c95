/**
 * From the answers to single frames to one steady sign: probabilities are smoothed over time, a sign is shown where its
 * smoothed probability passes a threshold, and with hysteresis, so that two signs of like probability do not flicker.
 */

export interface SteadySettings {
  /** ms after which a frame counts half in the exponential smoothing; 0: no smoothing. */
  readonly halfLife: number;
  /** Smoothed probability below which there is no sign. */
  readonly threshold: number;
  /** A shown sign stays until it is so far below the threshold; another takes its place only where it leads by so much. */
  readonly hysteresis: number;
}

export const STEADY: SteadySettings = {
  // Four frames at 30 a second: a blink of a hand does not show, and a new sign shows within a fifth of a second.
  halfLife: 120,
  // A guess, for models whose card has no calibrated one: the sign is more likely than all others together.
  threshold: 0.5,
  // The spread of smoothed probabilities of a hand that is held still, and a little more.
  hysteresis: 0.1,
};

/** ms without a frame after which nothing of before counts: the camera stood still, or was another one. */
const GAP = 1000;

export interface Steady {
  /** Index of the class; null: no sign. */
  readonly sign: number | null;
  /** (classes) of this frame: nobody writes to it later. */
  readonly smoothed: Float32Array;
  /** ms of the frame with which this sign (or its absence) began. */
  readonly since: number;
}

export class SteadySign {
  settings: SteadySettings;
  readonly #classes: number;
  #smoothed: Float32Array | null = null;
  #sign: number | null = null;
  #since = 0;
  #before = Number.NEGATIVE_INFINITY; // ms of the last frame

  constructor(classes: number, settings: SteadySettings = STEADY) {
    this.#classes = classes;
    this.settings = settings;
  }

  /** @param probabilities (classes) of one frame @param at ms, ascending */
  see(probabilities: ArrayLike<number>, at: number): Steady {
    const smoothed = this.#smooth(probabilities, at);
    const sign = this.#choose(smoothed);
    if (sign !== this.#sign || this.#before === Number.NEGATIVE_INFINITY) this.#since = at;
    this.#sign = sign;
    this.#smoothed = smoothed;
    this.#before = at;
    return { sign, smoothed, since: this.#since };
  }

  /** Nothing of before counts. */
  reset(): void {
    this.#smoothed = null;
    this.#sign = null;
    this.#before = Number.NEGATIVE_INFINITY;
  }

  /** s += (1 - 2^(-dt / halfLife)) * (p - s): by time and not by frames, so that slow cameras are no more sluggish. */
  #smooth(probabilities: ArrayLike<number>, at: number): Float32Array {
    const passed = at - this.#before;
    const before = passed > GAP ? null : this.#smoothed;
    if (before === null) this.#sign = null;
    const { halfLife } = this.settings;
    const share = halfLife > 0 ? 1 - 2 ** (-Math.max(passed, 0) / halfLife) : 1;
    return Float32Array.from({ length: this.#classes }, (_, k) => {
      const p = probabilities[k] ?? 0;
      return before ? before[k]! + share * (p - before[k]!) : p;
    });
  }

  #choose(smoothed: Float32Array): number | null {
    const { threshold, hysteresis } = this.settings;
    const best = smoothed.indexOf(Math.max(...smoothed));
    const shown = this.#sign;
    if (shown === null) return smoothed[best]! >= threshold ? best : null;
    const leads = smoothed[best]! >= threshold && smoothed[best]! - smoothed[shown]! > hysteresis;
    if (leads) return best;
    return smoothed[shown]! >= threshold - hysteresis ? shown : null;
  }
}
