import type { Router } from './router.svelte.ts';

/** ms: browsers refuse an address that changes with every mouse move or repeated key. */
const SETTLED = 250;

interface Reading<T> {
  readonly name: string;
  /** Parsed from the address; null where it is absent. */
  readonly read: (text: string | null) => T;
  readonly write: (value: T) => string | null;
}

/**
 * A part of the query that changes often: shown at once, written to the address a moment later. Navigation (a link, the
 * back button) sets it. Create it during component setup.
 */
export class Addressed<T> {
  readonly #router: Router;
  readonly #reading: Reading<T>;
  #value: T;
  /** The pending text for the address. */
  #text: string | null;
  /** The text when it was last read: any other text comes from navigation, not from this page's own writes. */
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
