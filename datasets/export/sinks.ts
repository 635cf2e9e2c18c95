/** Writes an export into a folder or a zip file. */
import { createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import type { Outgoing, OutgoingFile } from './outgoing.ts';

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
  const [stop, broken] = [new AbortController(), new AbortController()];
  const to = createWriteStream(path, { flags: 'wx' });
  const writing = pipeline(zip.outputStream, to, { signal: stop.signal });
  let cause: unknown = null;
  writing.catch((error: unknown) => {
    cause = error;
    broken.abort();
  });
  try {
    // One by one: a file is generated while it is written.
    for await (const file of files) {
      const entry = new Entry(file, onWritten);
      zip.addReadStreamLazy(file.path, PLAIN, entry.open);
      await entry.written(broken.signal);
    }
    zip.end();
    await writing;
  } catch (error) {
    const reason = cause ?? error; // what stopped the writing, else what stopped a file
    stop.abort();
    await writing.catch(() => {});
    throw reason;
  }
}

/** The same bytes on every day and machine. */
const PLAIN = { compress: false, mtime: new Date(Date.UTC(1980, 0, 1)), mode: 0o100644 };

/** A file of a zip. The library keeps `open` until the zip is closed, so the bytes are let go as soon as they are written. */
class Entry {
  #stream: Readable | null;

  constructor(file: OutgoingFile, onWritten: OnWritten) {
    this.#stream = Readable.from(counted(file, onWritten), { objectMode: false });
  }

  readonly open = (give: (error: null, stream: Readable) => void): void => give(null, this.#stream!);

  /** @throws AbortError where `broken` is aborted before its last byte is read */
  async written(broken: AbortSignal): Promise<void> {
    await finished(this.#stream!, { signal: broken });
    this.#stream = null;
  }
}

async function* counted({ path, parts }: OutgoingFile, onWritten: OnWritten): AsyncGenerator<Uint8Array> {
  for await (const part of parts()) {
    onWritten(part.length, path);
    if (part.length > 0) yield part;
  }
}
