/** Common to all archives: a list of paths as a tree, and limits against hostile archives. */
import { join } from 'node:path';
import { DatasetError } from '../../dataset.ts';
import { type BytesAt, type FileTree, foldersOf } from './file-tree.ts';

/** More than twice the pictures that a dataset may hold. */
export const MAX_ENTRIES = 250_000;
/** Total unpacked size of all files. */
export const MAX_UNPACKED = 64 * 2 ** 30;
/** Compression ratio above which a file of some size counts as a bomb: deflate reaches 1032 with zeros. */
const MAX_RATIO = 500;
const RATIO_COUNTS_FROM = 2 ** 20;
/** Characters of a path, and parts in it. */
const MAX_PATH = 1024;
const MAX_DEPTH = 64;

/** One file of an archive. */
export interface ArchivedFile {
  /** Unpacked, as declared by the archive. */
  readonly size: number;
  /** See FileTree's `bytesAt`. */
  readonly at?: BytesAt;
  read(): Promise<Uint8Array>;
  /** The first `bytes`, or all of a shorter one, without unpacking the rest. */
  head(bytes: number): Promise<Uint8Array>;
}

/** Adds up what an archive declares. @throws DatasetError if that exceeds the limits, or a path leads outside. */
export class ArchiveBounds {
  readonly #archive: string;
  #entries = 0;
  #bytes = 0;

  constructor(archive: string) {
    this.#archive = archive;
  }

  /** @param packed bytes in the archive; the unpacked size if that is not known */
  take(path: string, size: number, packed: number): void {
    this.#entries++;
    this.#bytes += size;
    const parts = path.split('/');
    if (path.includes('\0') || path.includes('\\') || /^([a-z]:|\/)/i.test(path) || parts.includes('..')) {
      throw hostile(this.#archive, `names a file outside itself (${JSON.stringify(path.slice(0, 100))})`);
    }
    if (path.length > MAX_PATH || parts.length > MAX_DEPTH) {
      throw hostile(this.#archive, `holds a path of ${path.length} characters and ${parts.length} parts`);
    }
    if (this.#entries > MAX_ENTRIES) throw hostile(this.#archive, `holds more than ${MAX_ENTRIES} files`);
    if (this.#bytes > MAX_UNPACKED) {
      throw hostile(this.#archive, `unpacks to more than ${MAX_UNPACKED / 2 ** 30} GiB`);
    }
    if (size > RATIO_COUNTS_FROM && size > packed * MAX_RATIO) {
      throw hostile(this.#archive, `holds ${path}, which unpacks from ${packed} to ${size} bytes: not a picture`);
    }
  }
}

/** @param files by path */
export function archivedTree(
  archive: string,
  files: ReadonlyMap<string, ArchivedFile>,
  close: () => Promise<void>,
): FileTree {
  const folders = foldersOf(files.keys());
  const find = (path: string) => {
    const file = files.get(path);
    if (!file) throw damaged(join(archive, path), 'is not in the archive');
    return file;
  };
  return {
    place: archive,
    list: async (folder) => {
      const entries = folders.get(folder);
      if (!entries) throw damaged(join(archive, folder), 'is not a folder of the archive');
      return [...entries.values()];
    },
    head: async (path, bytes) => find(path).head(bytes),
    read: async (path, most) => {
      const size = files.get(path)?.size ?? 0;
      if (size > most) throw damaged(join(archive, path), `is ${size} bytes, more than ${most}`);
      return find(path).read();
    },
    bytesAt: (path) => files.get(path)?.at ?? null,
    close,
  };
}

export function damaged(what: string, found: string, cause?: unknown): DatasetError {
  return new DatasetError(`${what} ${found}`, 'Download the archive again, or pack it again.', { cause });
}

function hostile(archive: string, found: string): DatasetError {
  return new DatasetError(`${archive} ${found}`, 'Nothing was unpacked. Pack only the pictures, in folders.');
}
