/** SHA-256 of files, and refusal of those that do not match. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BackendError } from '../../backend.ts';

/** Hex SHA-256 of a file, read in chunks. */
export async function fileSha256(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash, { signal });
  return hash.digest('hex');
}

/**
 * Checks a file against its expected checksum.
 * @returns its checksum.
 * @throws BackendError if the checksums differ: the file is damaged or not what it claims to be.
 */
export async function verifyFile(file: string, expected: string | null, signal?: AbortSignal): Promise<string> {
  const found = await fileSha256(file, signal);
  if (expected === null || found === expected) return found;
  throw new BackendError(
    `${basename(file)} is not the file it should be: SHA-256 ${found}, expected ${expected}. Nothing was installed.`,
    'Download it again. If the checksum is wrong again, do not trust the server: choose another package index.',
  );
}
