import type { Failure } from '../../main/ipc/schemas/common.ts';

/** What went wrong, for people. `remedy` is the way out; without one it is a bug of ours. */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly remedy: string | null;
  /** What a person gave was at fault, not the machine. */
  readonly badArgument: boolean;
  /** The stack where it happened, for a report of a bug. */
  readonly details: string | null;

  constructor(failure: Failure) {
    super(failure.message);
    this.remedy = failure.remedy ?? null;
    this.badArgument = failure.badArgument;
    this.details = failure.stack ?? null;
  }
}

/** Whatever was thrown, as one kind of thing. */
export function asLabError(thrown: unknown): LabError {
  if (thrown instanceof LabError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return new LabError({ message: error.message, badArgument: false, ...(error.stack && { stack: error.stack }) });
}

/** True for the error with which a cancelled task ends: nothing to be told about. */
export function isCancelled(thrown: unknown): boolean {
  return thrown instanceof Error && /\bcancell?ed\b/i.test(thrown.message);
}
