/** SHA-256 of files, and the refusal of what does not match. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BackendError } from '../../backend.ts';

/** Hex SHA-256 of a file, read in pieces. */
export async function fileSha256(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash, { signal });
  return hash.digest('hex');
}

/**
 * Checks a file against the sum that it must have.
 * @returns its sum.
 * @throws BackendError if the sums differ: the file is damaged or not what it says it is.
 */
export async function verifyFile(file: string, expected: string | null, signal?: AbortSignal): Promise<string> {
  const found = await fileSha256(file, signal);
  if (expected === null || found === expected) return found;
  throw new BackendError(
    `${basename(file)} is not the file it should be: SHA-256 ${found}, expected ${expected}. Nothing was installed.`,
    'Fetch it again. If the sum is wrong again, what serves the file is not to be trusted: choose another package index.',
  );
}
