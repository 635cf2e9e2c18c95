import type { Failure } from '../../main/ipc/schemas/common.ts';

/** An error for people. `remedy` says what to do; an error without one is a bug. */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly remedy: string | null;
  /** The person's input was at fault, not the machine. */
  readonly badArgument: boolean;
  /** The original stack, for a bug report. */
  readonly details: string | null;

  constructor(failure: Failure) {
    super(failure.message);
    this.remedy = failure.remedy ?? null;
    this.badArgument = failure.badArgument;
    this.details = failure.stack ?? null;
  }
}

/** Converts anything thrown. */
export function asLabError(thrown: unknown): LabError {
  if (thrown instanceof LabError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return new LabError({ message: error.message, badArgument: false, ...(error.stack && { stack: error.stack }) });
}

/** True for the error of a cancelled task, which needs no message. */
export function isCancelled(thrown: unknown): boolean {
  return thrown instanceof Error && /\bcancell?ed\b/i.test(thrown.message);
}
