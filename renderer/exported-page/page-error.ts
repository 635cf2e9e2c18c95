import { t } from './messages/index.ts';

/** The problem, and the remedy. */
type Texts = readonly [message: string, remedy: string];

/** An error for the person using the page, in the page's language at the time it is read. */
export class PageError extends Error {
  override readonly name = 'PageError';
  readonly #texts: () => Texts;

  constructor(texts: () => Texts, options?: ErrorOptions) {
    super(undefined, options);
    this.#texts = texts;
  }

  override get message(): string {
    return this.#texts()[0];
  }

  get remedy(): string {
    return this.#texts()[1];
  }

  /** Wraps anything thrown. */
  static of(thrown: unknown): PageError {
    if (thrown instanceof PageError) return thrown;
    const { message } = thrown instanceof Error ? thrown : new Error(String(thrown));
    return new PageError(() => [message, t.reload()], { cause: thrown });
  }
}
