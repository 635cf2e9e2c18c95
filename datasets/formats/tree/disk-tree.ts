/** A local folder as a tree; links are followed, since a dataset may be assembled from them. */
import type { Dirent } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '../../dataset.ts';
import { systemReason } from '../reading.ts';
import type { FileTree, TreeEntry } from './file-tree.ts';

export function diskTree(folder: string): FileTree {
  return {
    place: folder,
    list: (inner) => list(join(folder, inner)),
    head: (path, bytes) => guarded(join(folder, path), () => readHead(join(folder, path), bytes)),
    read: (path, most) => guarded(join(folder, path), () => bounded(join(folder, path), most)),
    bytesAt: (path) => ({ file: join(folder, path) }),
    close: async () => {},
  };
}

async function list(folder: string): Promise<TreeEntry[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    const remedy = 'Check the path and the permissions.';
    throw new DatasetError(`folder ${folder} cannot be read: ${systemReason(error)}`, remedy, { cause: error });
  });
  return Promise.all(entries.map(async (entry) => ({ name: entry.name, kind: await kindOf(folder, entry) })));
}

async function kindOf(folder: string, entry: Dirent): Promise<TreeEntry['kind']> {
  const target = entry.isSymbolicLink() ? await stat(join(folder, entry.name)).catch(() => null) : entry;
  if (target?.isDirectory()) return 'folder';
  return target?.isFile() ? 'file' : 'other';
}

/** The first `bytes` of a file, or all of a shorter one. Throws the system's error. */
export async function readHead(path: string, bytes: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const buffer = new Uint8Array(bytes);
    const { bytesRead } = await file.read(buffer, 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Reads a file of at most that many bytes. Devices and pipes have no reliable size. @throws DatasetError */
async function bounded(path: string, most: number): Promise<Uint8Array> {
  const entry = await stat(path);
  if (!entry.isFile()) throw refused(path, 'is not a regular file');
  if (entry.size > most) throw refused(path, `is ${entry.size} bytes, more than ${most}`);
  return readFile(path);
}

async function guarded<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    throw refused(path, `cannot be read: ${systemReason(error)}`, error);
  }
}

function refused(path: string, found: string, cause?: unknown): DatasetError {
  return new DatasetError(`${path} ${found}`, 'Remove the file or replace it with a good copy.', { cause });
}

/** Reads one file, like a tree's `read`. @throws DatasetError */
export function readBounded(path: string, most: number): Promise<Uint8Array> {
  return guarded(path, () => bounded(path, most));
}
