/** Files below one place, in a folder or in an archive alike: what layouts are found in and pictures read from. */
export interface TreeEntry {
  readonly name: string;
  /** `other`: a device, a broken link. */
  readonly kind: 'file' | 'folder' | 'other';
}

/** An entry of a zip, as the list at its end has it. */
export interface ZippedSpan {
  readonly zip: string;
  /** For errors. */
  readonly path: string;
  /** Of the entry's own header in the zip, in bytes. */
  readonly offset: number;
  readonly packed: number;
  readonly size: number;
  readonly deflated: boolean;
}

/** Where a file's bytes are for a thread that has no tree; null where only the tree gives them. */
export type BytesAt = { readonly file: string } | ZippedSpan | null;

/** Paths are relative to the tree's place, with `/`; the place itself is the empty path. */
export interface FileTree {
  /** The folder or the archive, for errors. */
  readonly place: string;
  /** What is directly in a folder. @throws DatasetError where it cannot be read */
  list(folder: string): Promise<readonly TreeEntry[]>;
  /** The first `bytes` of a file, or all of a shorter one. @throws DatasetError */
  head(path: string, bytes: number): Promise<Uint8Array>;
  /** A whole file. @throws DatasetError where it has more than `most` bytes, is no regular file, or cannot be read */
  read(path: string, most: number): Promise<Uint8Array>;
  bytesAt(path: string): BytesAt;
  close(): Promise<void>;
}

/** `a/b` of the parts that are there. */
export function inTree(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('/');
}

/** What is directly in each folder, by path; the place itself is the empty one. */
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
