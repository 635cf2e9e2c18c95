/** What was given and what cannot be read: the message says what and why, `remedy` the way out. */
export class ReadError extends Error {
  override readonly name = 'ReadError';
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}
