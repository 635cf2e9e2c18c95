/**
 * Turns the hand found in single frames into one square that follows it: steady while the hand is still, quick when it
 * moves, gone when the hand is gone.
 */

/** A square, in the unit of the frames. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

export interface FollowSettings {
  /** ms after which a new position has half the weight. */
  readonly halfLife: number;
  /** Minimum overlap with the shown square at which that square does not move, so that it does not jitter. */
  readonly still: number;
  /** Overlap below which the square jumps to the new position. */
  readonly jump: number;
  /** ms without a hand until the square disappears: moving fingers are blurred for a frame or two. */
  readonly patience: number;
}

export const FOLLOW: FollowSettings = { halfLife: 60, still: 0.85, jump: 0.35, patience: 250 };

export class FollowedSquare {
  readonly #settings: FollowSettings;
  #place: Place | null = null;
  /** ms of the last frame, and of the last with a hand. */
  #before = Number.NEGATIVE_INFINITY;
  #seen = Number.NEGATIVE_INFINITY;

  constructor(settings: FollowSettings = FOLLOW) {
    this.#settings = settings;
  }

  /** Where the square is; null: no hand. */
  get place(): Place | null {
    return this.#place;
  }

  /** @param found the hand of one frame; null: none @param at ms, ascending */
  see(found: Place | null, at: number): Place | null {
    const passed = at - this.#before;
    this.#before = at;
    if (found) {
      this.#seen = at;
      this.#place = this.#place ? this.#towards(this.#place, found, passed) : found;
    } else if (at - this.#seen > this.#settings.patience) this.#place = null;
    return this.#place;
  }

  reset(): void {
    this.#place = null;
    this.#before = Number.NEGATIVE_INFINITY;
    this.#seen = Number.NEGATIVE_INFINITY;
  }

  #towards(place: Place, found: Place, passed: number): Place {
    const { halfLife, still, jump } = this.#settings;
    const overlap = overlapOf(place, found);
    if (overlap >= still) return place;
    if (overlap < jump) return found;
    const share = 1 - 2 ** (-passed / halfLife);
    const between = (from: number, to: number) => from + share * (to - from);
    return {
      x: between(place.x, found.x),
      y: between(place.y, found.y),
      size: between(place.size, found.size),
    };
  }
}

/** Intersection over union, 0 to 1. */
export function overlapOf(a: Place, b: Place): number {
  const along = (p: number, q: number) => Math.max(Math.min(p + a.size, q + b.size) - Math.max(p, q), 0);
  const both = along(a.x, b.x) * along(a.y, b.y);
  return both / (a.size * a.size + b.size * b.size - both);
}
