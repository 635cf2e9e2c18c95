import type { Client } from './client.svelte.ts';
import { useLab } from './lab.ts';
import { asLabError, type LabError } from './lab-error.ts';

export type Loading<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: LabError };

/**
 * Data from main for a screen. Create it during component setup: `const report = new Loaded(() =>
 * client.request(...))`. It reloads when something that `load` reads before its first `await` changes, when the
 * connection is restored, and on `reload()`; old data stays until the new data arrives. The last request wins.
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

  /** Undefined until loaded. */
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
      // Without a connection the old data stays: it is reloaded when the connection is restored.
      const kept = this.#state.kind === 'ready' && !this.#client.connected;
      if (asked === this.#asked) this.#end(kept ? this.#state : { kind: 'failed', error: asLabError(thrown) });
    }
  }

  /** Main's answer to a change: replaces what was loaded. */
  set(value: T): void {
    this.#asked++;
    this.#end({ kind: 'ready', value });
  }

  #end(state: Loading<T>): void {
    this.#state = state;
    this.#busy = false;
  }
}
