/** What goes wrong for the person in front of the page: what, and what to do. */
export class PageError extends Error {
  override readonly name = 'PageError';
  readonly remedy: string;
  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }

  /** Anything thrown. */
  static of(thrown: unknown): PageError {
    if (thrown instanceof PageError) return thrown;
    const { message } = thrown instanceof Error ? thrown : new Error(String(thrown));
    return new PageError(message, 'Reload the page. If it happens again, export the page again.', { cause: thrown });
  }
}
