/**
 * Turns the answers for single frames into one steady sign: probabilities are smoothed over time, a sign is shown if its
 * smoothed probability exceeds a threshold, and hysteresis keeps two signs of similar probability from flickering.
 */

export interface SteadySettings {
  /** ms after which a frame has half the weight in the exponential smoothing; 0: no smoothing. */
  readonly halfLife: number;
  /** Smoothed probability below which there is no sign. */
  readonly threshold: number;
  /**
   * A shown sign stays until it is this far below the threshold; another one replaces it only with a lead of this much.
   */
  readonly hysteresis: number;
}

export const STEADY: SteadySettings = {
  // Four frames at 30 per second: a brief flicker of a hand does not show, and a new sign shows within a fifth of a
  // second.
  halfLife: 120,
  // A guess for models whose card has no calibrated threshold: the sign is more likely than all others together.
  threshold: 0.5,
  // Slightly more than the spread of smoothed probabilities for a hand that is held still.
  hysteresis: 0.1,
};

/** ms without a frame after which the smoothing restarts: the camera paused, or is a different one. */
const GAP = 1000;

export interface Steady {
  /** Index of the class; null: no sign. */
  readonly sign: number | null;
  /** (classes) for this frame; never modified later. */
  readonly smoothed: Float32Array;
  /** ms of the frame at which this sign (or its absence) started. */
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

  /** Forgets all earlier frames. */
  reset(): void {
    this.#smoothed = null;
    this.#sign = null;
    this.#before = Number.NEGATIVE_INFINITY;
  }

  /** s += (1 - 2^(-dt / halfLife)) * (p - s): by time, not by frames, so that slow cameras are not more sluggish. */
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
