/** Input that cannot be read: the message says what and why, `remedy` how to fix it. */
export class ReadError extends Error {
  override readonly name = 'ReadError';
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}
