import { untrack } from 'svelte';
import type { LabError } from '../../../lib/lab-error.ts';
import { Computed, type JobNamed } from '../worker/computed.svelte.ts';
import type { InputOf, OutputOf, PartOf } from '../worker/job.ts';
import type { Jobs } from '../worker/jobs.ts';

/** Results of this window by job and key; the oldest go first. */
const results = new Map<string, unknown>();
const KEPT = 24;

/**
 * The result of one job for what is set now, computed once for each key. While `key` is null nothing is asked. It can be
 * stopped: what was there stays. Made while a component is set up.
 */
export class Explained<N extends keyof Jobs> {
  readonly #name: N;
  readonly #key: () => string | null;
  readonly #input: () => InputOf<JobNamed<N>>;
  readonly #computed: Computed<N>;
  #stopped = $state.raw<{ readonly key: string; readonly part: PartOf<JobNamed<N>> | null } | null>(null);
  /** The key that was asked for last, and the line's output before that. */
  #asked: string | null = null;
  #before: unknown = null;

  /** @param input is read when `key` is another one, and cloned to the worker */
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

  /** Null until it is there. Read from the line itself, so that it follows the last part without a moment of nothing. */
  get output(): OutputOf<JobNamed<N>> | null {
    const [key, fresh] = [this.#key(), this.#computed.output];
    if (key === null) return null;
    const kept = results.get(`${this.#name} ${key}`);
    if (kept !== undefined) return kept as OutputOf<JobNamed<N>>;
    return this.#asked === key && fresh !== this.#before ? (fresh as OutputOf<JobNamed<N>>) : null;
  }

  /** The newest part of what is being computed, or was stopped. */
  get part(): PartOf<JobNamed<N>> | null {
    if (this.output !== null) return null;
    return this.#computed.part ?? (this.stopped ? (this.#stopped?.part ?? null) : null);
  }

  get busy(): boolean {
    return this.#computed.busy;
  }

  /** It was stopped before its end. */
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

  /** From its beginning again. */
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
