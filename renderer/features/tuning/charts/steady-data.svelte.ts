import type { SweepData } from './chart-props.ts';

/**
 * A sweep's data as a component has them in its props: another object only where one of its parts is another one. Props
 * that are spread from one object count as changed all together; a figure must not be computed again, and drawn again,
 * because another trial is focused. Small parts are compared by what is in them: each event brings them as new objects.
 */
export class SteadyData {
  readonly #read: () => SweepData;
  readonly #trials = $derived.by(() => this.#read().trials);
  readonly #objective = $derived.by(() => this.#read().objective);
  readonly #objectives = $derived.by(alike(() => this.#read().objectives));
  readonly #space = $derived.by(alike(() => this.#read().space));
  readonly #titles = $derived.by(alike(() => this.#read().titles));

  readonly value: SweepData = $derived({
    ...{ trials: this.#trials, objectives: this.#objectives, objective: this.#objective },
    ...{ space: this.#space, titles: this.#titles },
  });

  constructor(read: () => SweepData) {
    this.#read = read;
  }
}

/** What is read; the last one again while the new one has the same content. */
function alike<T>(read: () => T): () => T {
  let last: { readonly value: T; readonly content: string | undefined } | null = null;
  return () => {
    const value = read();
    const content = JSON.stringify(value);
    if (!last || last.content !== content) last = { value, content };
    return last.value;
  };
}
