/**
 * Expected failures of a queue server: it is unreachable, refuses the password, is too old. Never contains the
 * password.
 */
export class QueueError extends Error {
  override readonly name = 'QueueError';
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** The message without what the client library adds to its errors: the command and its arguments. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
