import type { Client } from './client.svelte.ts';
import { useLab } from './lab.ts';
import { asLabError, type LabError } from './lab-error.ts';

export type Loading<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: LabError };

/**
 * What a screen shows of main's. Made while a component is set up: `const report = new Loaded(() => client.request(...))`.
 * It loads again when something that `load` reads before its first `await` changes, when the connection came back, and by
 * `reload()`; what was there stays until the new is there. The last asked wins.
 */
export class Loaded<T> {
  readonly #client: Client;
  readonly #load: () => Promise<T>;
  #state = $state.raw<Loading<T>>({ kind: 'loading' });
  #busy = $state(true);
  #asked = 0;

  constructor(load: () => Promise<T>) {
    this.#load = load;
    const { client } = useLab();
    this.#client = client;
    $effect(() => {
      if (client.connections > 0) void this.reload();
    });
  }

  get state(): Loading<T> {
    return this.#state;
  }

  /** Undefined until it is there. */
  get value(): T | undefined {
    return this.#state.kind === 'ready' ? this.#state.value : undefined;
  }

  get busy(): boolean {
    return this.#busy;
  }

  async reload(): Promise<void> {
    const asked = ++this.#asked;
    this.#busy = true;
    try {
      const value = await this.#load();
      if (asked === this.#asked) this.set(value);
    } catch (thrown) {
      // Without a connection what is there stays: it is loaded again when that comes back.
      const kept = this.#state.kind === 'ready' && !this.#client.connected;
      if (asked === this.#asked) this.#end(kept ? this.#state : { kind: 'failed', error: asLabError(thrown) });
    }
  }

  /** What main answered to a change: takes the place of what was loaded. */
  set(value: T): void {
    this.#asked++;
    this.#end({ kind: 'ready', value });
  }

  #end(state: Loading<T>): void {
    this.#state = state;
    this.#busy = false;
  }
}
