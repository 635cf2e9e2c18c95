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
  /** What the address has, or will have. */
  #text: string | null;
  #timer = 0;

  constructor(router: Router, reading: Reading<T>) {
    this.#router = router;
    this.#reading = reading;
    this.#text = router.query.get(reading.name);
    this.#value = $state.raw(reading.read(this.#text));
    $effect(() => {
      const text = router.query.get(reading.name);
      // Another part was written while this one waits.
      if (this.#timer !== 0 || text === this.#text) return;
      this.#text = text;
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
      if (this.#router.path === path) this.#router.set({ [this.#reading.name]: this.#text });
    }, SETTLED);
  }
}
