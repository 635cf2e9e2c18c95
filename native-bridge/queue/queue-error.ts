/** Normal life with a queue server: it is not there, refuses the password, is too old. Never holds the address's password. */
export class QueueError extends Error {
  override readonly name = 'QueueError';
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** Without what the client library adds to its errors: the command and its arguments. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
