/** Why something cannot be written, from SQLite's and the file system's error codes. */
import { HostError } from '../hosts/host-error.ts';

type Words = readonly [reason: string, remedy: string];
const FULL: Words = ['the disk is full', 'Free some space, then continue.'];
const FORBIDDEN: Words = ['permission denied', 'Make the folder writable, or choose another one.'];

/** SQLite's result codes (sqlite.org/rescode.html); extended ones have them in their low byte. */
const BY_RESULT: Readonly<Record<number, Words>> = {
  8: FORBIDDEN,
  10: ['the disk reported an error, or is full', 'Free some space, or check the disk.'],
  13: FULL,
};

const BY_CODE: Readonly<Record<string, Words>> = {
  ...{ ENOSPC: FULL, EDQUOT: FULL, EACCES: FORBIDDEN, EPERM: FORBIDDEN, EROFS: FORBIDDEN },
  EIO: ['the disk reported an error', 'Check the disk.'],
};

/** @returns a HostError for a full or unwritable disk; any other error as it is */
export function writeFailure(path: string, error: unknown): unknown {
  const { errcode, code } = error as { errcode?: number; code?: string };
  const known = errcode === undefined ? BY_CODE[code ?? ''] : BY_RESULT[errcode & 0xff];
  if (!known) return error;
  const [reason, remedy] = known;
  return new HostError({
    message: `${path} cannot be written: ${reason}.`,
    remedy: `${remedy} What was saved before is kept.`,
    badArgument: false,
  });
}
