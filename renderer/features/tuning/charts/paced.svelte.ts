import { untrack } from 'svelte';

/** Charts on a page that follow the same sweep take turns, so that they are not drawn in the same frame. */
let turns = 0;
const TURN_MS = 50;
const TURNS = 5;

/** A throttled value: it changes at most once per `pace` ms, at once after a pause, and always ends with the last one. */
export class Paced<T> {
  #shown: T;
  #timer = 0;
  #changed: number;
  readonly #pace: number;

  /** Create it in a component: it runs while that is mounted. */
  constructor(read: () => T, pace: number) {
    this.#pace = pace;
    this.#shown = $state.raw(untrack(read));
    this.#changed = performance.now() - pace + (turns++ % TURNS) * TURN_MS;
    $effect.pre(() => {
      const next = read();
      untrack(() => this.#take(next));
    });
    $effect(() => () => clearTimeout(this.#timer));
  }

  get current(): T {
    return this.#shown;
  }

  #take(next: T): void {
    clearTimeout(this.#timer);
    const wait = this.#changed + this.#pace - performance.now();
    if (wait <= 0) this.#show(next);
    else this.#timer = window.setTimeout(() => this.#show(next), wait);
  }

  #show(next: T): void {
    if (next === this.#shown) return;
    this.#shown = next;
    this.#changed = performance.now();
  }
}
