/** Extracts the needed files from a wheel (a zip file). */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise } from 'yauzl';
import { BackendError } from '../../backend.ts';
import type { Work } from '../../building/install.ts';

/**
 * Unpacks into `folder` every entry for which `destination` returns a path inside it; null skips an entry.
 * @returns the paths written, relative to `folder`.
 * @throws BackendError if the file is not a zip file, is damaged, or names a path outside the folder.
 */
export async function unpackWheel(
  wheel: string,
  folder: string,
  destination: (entry: string) => string | null,
  { signal, onProgress }: Work,
): Promise<string[]> {
  const written: string[] = [];
  try {
    const zip = await openPromise(wheel);
    for await (const entry of zip.eachEntry()) {
      signal?.throwIfAborted();
      const path = entry.fileName.endsWith('/') ? null : destination(entry.fileName);
      if (path === null) continue;
      const file = insideFolder(folder, path);
      await mkdir(dirname(file), { recursive: true });
      const report = (done: number) =>
        onProgress({ step: `Unpack ${basename(path)}`, done, total: entry.uncompressedSize });
      await pipeline(await zip.openReadStreamPromise(entry), counted(entry, report), createWriteStream(file), {
        signal,
      });
      written.push(path);
    }
  } catch (error) {
    if (signal?.aborted || error instanceof BackendError) throw error;
    throw new BackendError(
      `${basename(wheel)} cannot be unpacked: ${error instanceof Error ? error.message : error}.`,
      'Download it again, and make sure that the disk is not full.',
      { cause: error },
    );
  }
  return written;
}

/** Passes bytes through and reports how many, for large files. */
function counted(entry: Entry, report: (done: number) => void) {
  const worthALook = entry.uncompressedSize > 2 ** 20;
  return async function* (source: AsyncIterable<Buffer>) {
    let done = 0;
    for await (const chunk of source) {
      done += chunk.length;
      if (worthALook) report(done);
      yield chunk;
    }
  };
}

/** yauzl itself refuses `..` and absolute names; this check also covers the results of `destination`. */
function insideFolder(folder: string, path: string): string {
  const file = resolve(folder, path);
  if (file.startsWith(resolve(folder) + sep)) return file;
  throw new BackendError(
    `The archive names a file outside its folder: ${path}. Nothing was installed.`,
    'Choose another package index.',
  );
}
