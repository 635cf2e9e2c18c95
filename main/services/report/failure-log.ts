/** The last errors that were sent to a page since the lab was opened, in memory only. */
import { failureOf } from '../../ipc/answer.ts';
import type { Handlers } from '../../ipc/contract.ts';
import type { ReportedError } from '../../ipc/schemas/bug-report.ts';

const LAST = 20;

export class FailureLog {
  readonly #errors: ReportedError[] = [];

  /** Oldest first; not redacted. */
  get errors(): readonly ReportedError[] {
    return this.#errors;
  }

  /** The same handlers; errors that they throw are noted. */
  watch(handlers: Handlers): Handlers {
    const watched = Object.entries(handlers).map(([channel, handler]) => [
      channel,
      async (asked: unknown) => {
        try {
          return await (handler as (asked: unknown) => unknown)(asked);
        } catch (error) {
          this.#note(channel, error);
          throw error;
        }
      },
    ]);
    return Object.fromEntries(watched) as Handlers;
  }

  #note(where: string, error: unknown): void {
    const { message, remedy = null, stack = null } = failureOf(error);
    this.#errors.push({ at: Date.now(), where, message, remedy, detail: stack, settings: null });
    if (this.#errors.length > LAST) this.#errors.shift();
  }
}
