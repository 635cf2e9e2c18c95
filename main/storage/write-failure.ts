/** What SQLite says when it cannot write, in words. */
import { HostError } from '../hosts/host-error.ts';

/** SQLite's result codes (sqlite.org/rescode.html); extended ones have them in their low byte. */
const REASONS: Readonly<Record<number, [reason: string, remedy: string]>> = {
  8: ['it may not be written', 'Make the folder writable, or choose another one.'],
  10: ['the disk reported an error, or is full', 'Free some space, or check the disk.'],
  13: ['the disk is full', 'Free some space, then go on.'],
};

/** @returns a HostError for a full or unwritable disk; any other error as it is */
export function writeFailure(path: string, error: unknown): unknown {
  const code = (error as { errcode?: number }).errcode;
  const known = code === undefined ? undefined : REASONS[code & 0xff];
  if (!known) return error;
  const [reason, remedy] = known;
  return new HostError({
    message: `${path} cannot be written: ${reason}.`,
    remedy: `${remedy} What was saved before is kept.`,
    badArgument: false,
  });
}
