/** Times of the last frames in a ring buffer, for showing a camera's frame rate and latency. */

/** Ten seconds at thirty frames a second. */
const KEPT = 300;
/** ms over which frames per second are counted. */
const WINDOW = 2000;

export class Latency {
  readonly #kept: number;
  readonly #times: number[] = [];
  /** ms at which they were added, in the same order. */
  readonly #at: number[] = [];

  constructor(kept: number = KEPT) {
    this.#kept = kept;
  }

  /** @param ms that one frame took @param at ms, now */
  add(ms: number, at: number): void {
    this.#times.push(ms);
    this.#at.push(at);
    if (this.#times.length <= this.#kept) return;
    this.#times.shift();
    this.#at.shift();
  }

  /** The `p` quantile of the times (nearest rank); null while there are none. */
  quantile(p: number): number | null {
    const sorted = this.#times.toSorted((a, b) => a - b);
    return sorted[Math.max(Math.ceil(p * sorted.length) - 1, 0)] ?? null;
  }

  /** Frames per second over the last two seconds; null while there are fewer than two. */
  rate(now: number): number | null {
    const recent = this.#at.filter((at) => at > now - WINDOW);
    const [first] = recent;
    const last = recent.at(-1);
    if (first === undefined || last === undefined || last === first) return null;
    return ((recent.length - 1) * 1000) / (last - first);
  }
}
