/** Exit status of a command: 0 done, 1 failed, 2 bad arguments; one message, its remedy, and a stack only with --debug. */
import type { Writable } from 'node:stream';
import { CommanderError, InvalidArgumentError } from 'commander';
import { HostError } from '../hosts/host-error.ts';

/** A wrong combination of arguments that the parser cannot detect. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** Prints what went wrong on `stderr` and returns the exit status. */
export function reportFailure(
  error: unknown,
  debug: boolean,
  stderr: Pick<Writable, 'write'> = process.stderr,
): number {
  // The parser has printed its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  stderr.write(`signs-lab: ${message}\n`);
  const remedy = error instanceof HostError || error instanceof UsageError ? error.remedy : undefined;
  if (remedy) stderr.write(`  ${remedy}\n`);
  else if (!debug)
    stderr.write('  This looks like a bug in Signs Lab. Run it again with --debug and report what it prints.\n');
  if (debug) stderr.write(`${(error instanceof HostError && error.detail) || stack}\n`);
  const wrong = error instanceof UsageError || (error instanceof HostError && error.badArgument);
  return wrong ? 2 : 1;
}

/** An option that must be a whole number from `low` to `high`. */
export function wholeNumber(low: number, high: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || value < low || value > high) {
      throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`);
    }
    return value;
  };
}

/** A path or a name: not empty, and no longer than any system's longest path. */
export function place(text: string): string {
  if (text.trim() === '' || text.length > 4096) {
    throw new InvalidArgumentError('It must not be empty, and have at most 4096 characters.');
  }
  return text;
}

/** An option that is a share, for example 0.15. */
export function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 0.9))
    throw new InvalidArgumentError('It must be a share above 0 and at most 0.9, for example 0.15.');
  return value;
}
