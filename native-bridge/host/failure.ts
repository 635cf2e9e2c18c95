/** Errors for people: bugs, and expected failures (errors with a `remedy`). */
import { NetworkError } from '../convnet/network.ts';
import { ArgumentError, TrainingError } from '../training/training-error.ts';
import type { Failure } from './compute-messages.ts';

/** Texts for the file system's error codes. */
const FILE_FAILURES: Record<string, [reason: string, remedy: string]> = {
  ENOSPC: ['the disk is full', 'Free some space, or choose a folder on another disk.'],
  EDQUOT: ['your disk quota is used up', 'Free some space, or choose a folder on another disk.'],
  EFBIG: [
    'the file would be larger than this process may write',
    'Raise the limit (ulimit -f), or choose another folder.',
  ],
  EACCES: ['you do not have permission to write it', 'Choose a folder that you may write to.'],
  EPERM: ['you do not have permission to write it', 'Choose a folder that you may write to.'],
  EROFS: ['the file system is read-only', 'Choose a folder on a disk that can be written.'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'Choose another folder.'],
  EEXIST: ['a file of that name is in the way', 'Choose another folder.'],
  ENOENT: ['it does not exist and cannot be created there', 'Choose another folder.'],
  ENAMETOOLONG: ['its name is too long', 'Choose a shorter name.'],
  ELOOP: ['its links form a cycle', 'Choose another path.'],
  EIO: ['the disk reported an error', 'Check the disk, or choose a folder on another one.'],
  EISDIR: ['it is a folder, not a file', 'Name a file.'],
};

/** Any thrown value as plain data. An unexpected error keeps its stack for `--debug`. */
export function describeFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: String(error), badArgument: false };
  const { message, stack } = error;
  if ('remedy' in error && typeof error.remedy === 'string') {
    return { message, remedy: error.remedy, badArgument: error instanceof ArgumentError, stack };
  }
  const { code, path } = error as NodeJS.ErrnoException;
  const known = code === undefined ? undefined : FILE_FAILURES[code];
  if (known) return { message: `${path ?? 'A file'}: ${known[0]}.`, remedy: known[1], badArgument: false, stack };
  return { message: `Unexpected: ${message}`, badArgument: false, stack };
}

/** Runs a check of a request; its errors are the caller's mistake (exit status 2). */
export function asArgument<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof NetworkError || error instanceof TrainingError) {
      throw new ArgumentError(error.message, error.remedy, { cause: error });
    }
    throw error;
  }
}
