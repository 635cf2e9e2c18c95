import { untrack } from 'svelte';
import type { LabError } from '../../../lib/lab-error.ts';
import { Computed, type JobNamed } from '../worker/computed.svelte.ts';
import type { InputOf, OutputOf, PartOf } from '../worker/job.ts';
import type { Jobs } from '../worker/jobs.ts';

/** Results of this window by job and key; the oldest are evicted first. */
const results = new Map<string, unknown>();
const KEPT = 24;

/**
 * The result of one job for the current settings, computed once per key. While `key` is null, nothing is requested. It
 * can be stopped: partial results stay. Create it during component setup.
 */
export class Explained<N extends keyof Jobs> {
  readonly #name: N;
  readonly #key: () => string | null;
  readonly #input: () => InputOf<JobNamed<N>>;
  readonly #computed: Computed<N>;
  #stopped = $state.raw<{ readonly key: string; readonly part: PartOf<JobNamed<N>> | null } | null>(null);
  /** The last requested key, and the worker's output before it. */
  #asked: string | null = null;
  #before: unknown = null;

  /** @param input is read when `key` changes, and cloned to the worker */
  constructor(name: N, key: () => string | null, input: () => InputOf<JobNamed<N>>) {
    [this.#name, this.#key, this.#input] = [name, key, input];
    this.#computed = new Computed(name, 'restart');
    $effect(() => {
      const wanted = key();
      untrack(() => this.#follow(wanted));
    });
    $effect(() => {
      const { output } = this.#computed;
      untrack(() => this.#store(output));
    });
  }

  /**
   * Null until it is available. Read from the worker's output itself, so that the last part is followed by the result
   * without a gap.
   */
  get output(): OutputOf<JobNamed<N>> | null {
    const [key, fresh] = [this.#key(), this.#computed.output];
    if (key === null) return null;
    const kept = results.get(`${this.#name} ${key}`);
    if (kept !== undefined) return kept as OutputOf<JobNamed<N>>;
    return this.#asked === key && fresh !== this.#before ? (fresh as OutputOf<JobNamed<N>>) : null;
  }

  /** The newest part of a result that is being computed, or was stopped. */
  get part(): PartOf<JobNamed<N>> | null {
    if (this.output !== null) return null;
    return this.#computed.part ?? (this.stopped ? (this.#stopped?.part ?? null) : null);
  }

  get busy(): boolean {
    return this.#computed.busy;
  }

  /** Whether it was stopped before its end. */
  get stopped(): boolean {
    return this.#stopped !== null && this.#stopped.key === this.#key();
  }

  get error(): LabError | null {
    return this.#computed.error;
  }

  stop(): void {
    const key = this.#key();
    if (key !== null && this.#computed.busy) this.#stopped = { key, part: this.#computed.part };
    this.#computed.stop();
  }

  /** Restarts from the beginning. */
  start(): void {
    this.#follow(this.#key());
  }

  #follow(key: string | null): void {
    this.#computed.stop();
    this.#stopped = null;
    [this.#asked, this.#before] = [key, this.#computed.output];
    if (key === null || results.has(`${this.#name} ${key}`)) return;
    this.#computed.ask(this.#input());
  }

  #store(output: OutputOf<JobNamed<N>> | null): void {
    if (output === null || output === this.#before || this.#asked === null) return;
    results.set(`${this.#name} ${this.#asked}`, output);
    for (const oldest of results.keys()) {
      if (results.size <= KEPT) break;
      results.delete(oldest);
    }
  }
}
