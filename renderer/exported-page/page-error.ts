import { t } from './messages/index.ts';

/** What, and what to do. */
type Texts = readonly [message: string, remedy: string];

/** What goes wrong for the person in front of the page, in the page's language when it is read. */
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

  /** Anything thrown. */
  static of(thrown: unknown): PageError {
    if (thrown instanceof PageError) return thrown;
    const { message } = thrown instanceof Error ? thrown : new Error(String(thrown));
    return new PageError(() => [message, t.reload()], { cause: thrown });
  }
}
