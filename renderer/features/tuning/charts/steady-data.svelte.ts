import type { SweepData } from './chart-props.ts';
import { Paced } from './paced.svelte.ts';

/** ms: charts that are redrawn from scratch when a trial changes follow a running sweep four times a second. */
const PACE = 250;

/**
 * A sweep's data as component props: a new object only where one of its parts has changed. Props spread from one object
 * count as changed all together; a figure must not be recomputed and redrawn because another trial is focused. Small
 * parts are compared by value: each event brings them as new objects.
 */
export class SteadyData {
  readonly value: SweepData;

  /** @param pace of the trials in ms; 0: each change at once */
  constructor(read: () => SweepData, pace = PACE) {
    const paced = pace > 0 ? new Paced(() => read().trials, pace) : null;
    const trials = $derived(paced ? paced.current : read().trials);
    const objective = $derived(read().objective);
    const objectives = $derived.by(alike(() => read().objectives));
    const space = $derived.by(alike(() => read().space));
    const titles = $derived.by(alike(() => read().titles));
    this.value = $derived({ trials, objectives, objective, space, titles });
  }
}

/** The current value; the previous object while the content is equal. */
function alike<T>(read: () => T): () => T {
  let last: { readonly value: T; readonly content: string | undefined } | null = null;
  return () => {
    const value = read();
    const content = JSON.stringify(value);
    if (!last || last.content !== content) last = { value, content };
    return last.value;
  };
}
