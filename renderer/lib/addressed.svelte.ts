import type { Router } from './router.svelte.ts';

/** ms: browsers refuse an address that changes with every movement of the mouse, or every key that is held down. */
const SETTLED = 250;

interface Reading<T> {
  readonly name: string;
  /** From the address; null where it is not there. */
  readonly read: (text: string | null) => T;
  readonly write: (value: T) => string | null;
}

/**
 * A part of the query that changes often: shown at once, in the address a moment later. Another address (a link, the
 * back button) sets it. Made while a component is set up.
 */
export class Addressed<T> {
  readonly #router: Router;
  readonly #reading: Reading<T>;
  #value: T;
  /** What the address will have. */
  #text: string | null;
  /** What it had when it was last read: another text is another address, not a part of this page's own writing. */
  #seen: string | null;
  #timer = 0;

  constructor(router: Router, reading: Reading<T>) {
    this.#router = router;
    this.#reading = reading;
    this.#text = this.#seen = router.query.get(reading.name);
    this.#value = $state.raw(reading.read(this.#text));
    $effect(() => {
      const text = router.query.get(reading.name);
      // Another part was written, or this one has just been.
      if (text === this.#seen) return;
      clearTimeout(this.#timer);
      this.#timer = 0;
      this.#text = this.#seen = text;
      this.#value = reading.read(text);
    });
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    this.#value = value;
    this.#text = this.#reading.write(value);
    clearTimeout(this.#timer);
    const { path } = this.#router;
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      // Another screen has another address.
      if (this.#router.path !== path) return;
      this.#seen = this.#text || null;
      this.#router.set({ [this.#reading.name]: this.#text });
    }, SETTLED);
  }
}
