import { untrack } from 'svelte';
import { asLabError, isCancelled } from './lab-error.ts';

export interface Notice {
  readonly id: number;
  readonly tone: 'done' | 'bad';
  readonly text: string;
  /** The remedy, below the text. */
  readonly remedy: string | null;
  /** "Undo", "Show": one possible action. */
  readonly action: { readonly label: string; readonly run: () => unknown } | null;
}

/** Milliseconds; errors stay until they are closed. */
const SHOWN = 8000;

/** Short messages in the corner, read out as they appear. */
export class Notices {
  #list = $state.raw<readonly Notice[]>([]);
  #last = 0;

  get list(): readonly Notice[] {
    return this.#list;
  }

  /** Reports a completed action; `action` is usually its undo. */
  say(text: string, action: Notice['action'] = null): void {
    const id = this.#add({ tone: 'done', text, remedy: null, action });
    window.setTimeout(() => this.close(id), SHOWN);
  }

  /** Reports an error that has no place on the screen itself. Cancellations are not shown. */
  fail(thrown: unknown): void {
    if (isCancelled(thrown)) return;
    const { message, remedy } = asLabError(thrown);
    this.#add({ tone: 'bad', text: message, remedy, action: null });
  }

  /** Runs it, and reports a failure. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (thrown) {
      this.fail(thrown);
      return undefined;
    }
  }

  close(id: number): void {
    this.#list = this.#list.filter((notice) => notice.id !== id);
  }

  #add(notice: Omit<Notice, 'id'>): number {
    const id = ++this.#last;
    this.#list = [...untrack(() => this.#list).slice(-3), { id, ...notice }];
    return id;
  }
}
