/** A tree of files, from a folder or an archive, in which layouts are recognised and pictures are read. */
export interface TreeEntry {
  readonly name: string;
  /** `other`: a device, a broken link. */
  readonly kind: 'file' | 'folder' | 'other';
}

/** An entry of a zip, from its central directory. */
export interface ZippedSpan {
  readonly zip: string;
  /** For errors. */
  readonly path: string;
  /** Of the entry's local header in the zip, in bytes. */
  readonly offset: number;
  readonly packed: number;
  readonly size: number;
  readonly deflated: boolean;
}

/** Where a thread without the tree finds a file's bytes; null if only the tree can read them. */
export type BytesAt = { readonly file: string } | ZippedSpan | null;

/** Paths are relative to the tree's root, with `/`; the root itself is the empty path. */
export interface FileTree {
  /** The folder or the archive, for errors. */
  readonly place: string;
  /** The entries directly in a folder. @throws DatasetError if it cannot be read */
  list(folder: string): Promise<readonly TreeEntry[]>;
  /** The first `bytes` of a file, or all of a shorter one. @throws DatasetError */
  head(path: string, bytes: number): Promise<Uint8Array>;
  /** A whole file. @throws DatasetError if it has more than `most` bytes, is not a regular file, or cannot be read */
  read(path: string, most: number): Promise<Uint8Array>;
  bytesAt(path: string): BytesAt;
  close(): Promise<void>;
}

/** Joins the non-empty parts: `a/b`. */
export function inTree(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('/');
}

/** The entries directly in each folder, by path; the root is the empty path. */
export function foldersOf(paths: Iterable<string>): Map<string, Map<string, TreeEntry>> {
  const folders = new Map([['', new Map<string, TreeEntry>()]]);
  for (const path of paths) {
    const parts = path.split('/');
    for (const [depth, name] of parts.entries()) {
      const folder = parts.slice(0, depth).join('/');
      const within = folders.get(folder) ?? new Map<string, TreeEntry>();
      folders.set(folder, within.set(name, { name, kind: depth === parts.length - 1 ? 'file' : 'folder' }));
    }
  }
  return folders;
}
