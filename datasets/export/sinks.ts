/** Writes an export into a folder or a zip file. */
import { createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import type { Outgoing } from './outgoing.ts';

/** Called for every part written, with its number of bytes and its file. */
export type OnWritten = (bytes: number, file: string) => void;

/** @param folder is created; nothing in it is replaced */
export async function intoFolder(folder: string, files: Outgoing, onWritten: OnWritten): Promise<void> {
  await mkdir(folder);
  const made = new Set([folder]);
  for await (const { path, parts } of files) {
    const to = join(folder, ...path.split('/'));
    if (!made.has(dirname(to))) {
      await mkdir(dirname(to), { recursive: true });
      made.add(dirname(to));
    }
    const file = await open(to, 'wx');
    try {
      for await (const part of parts()) {
        await file.writeFile(part); // appends at the current position and writes everything
        onWritten(part.length, path);
      }
    } finally {
      await file.close();
    }
  }
}

/**
 * Stored, not compressed: pictures are already compressed, and arrays of pixels shrink little.
 * @param path is created
 */
export async function intoZip(path: string, files: Outgoing, onWritten: OnWritten): Promise<void> {
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  const stop = new AbortController();
  const to = createWriteStream(path, { flags: 'wx' });
  const writing = pipeline(zip.outputStream, to, { signal: stop.signal });
  writing.catch(() => {}); // thrown below
  try {
    for await (const { path: name, parts } of files) {
      const counted = async function* () {
        for await (const part of parts()) {
          onWritten(part.length, name);
          if (part.length > 0) yield part;
        }
      };
      const stream = Readable.from(counted(), { objectMode: false });
      // One by one: a file is generated while it is written.
      zip.addReadStream(stream, name, { compress: false, mtime: new Date(Date.UTC(1980, 0, 1)), mode: 0o100644 });
      await Promise.race([finished(stream), writing]);
    }
    zip.end();
    await writing;
  } catch (error) {
    stop.abort();
    await writing.catch(() => {});
    throw error;
  }
}
