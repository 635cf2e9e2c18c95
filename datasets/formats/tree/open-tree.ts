/** A path as a tree: a folder, an archive, or a folder of archives, each of which is treated as a folder. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { diskTree } from './disk-tree.ts';
import { archiveTitle, isArchiveName } from './file-names.ts';
import type { FileTree, TreeEntry } from './file-tree.ts';
import { tarTree } from './tar-tree.ts';
import { zipTree } from './zip-tree.ts';

/** The caller closes the tree. @throws DatasetError if an archive cannot be opened. */
export async function openTree(path: string): Promise<FileTree> {
  const isFolder = (await stat(path)).isDirectory();
  return isFolder ? withArchives(diskTree(path)) : openArchive(path);
}

function openArchive(path: string): Promise<FileTree> {
  return /\.zip$/i.test(path) ? zipTree(path) : tarTree(path);
}

/**
 * In a folder without subfolders, each archive is treated as a folder. Next to subfolders, archives are ignored: they have
 * probably been unpacked already.
 */
async function withArchives(tree: FileTree): Promise<FileTree> {
  const entries = await tree.list('');
  const archives = entries.filter(({ name, kind }) => kind === 'file' && isArchiveName(name) && !name.startsWith('.'));
  if (archives.length === 0 || entries.some(({ kind }) => kind === 'folder')) return tree;
  const opened = new Map<string, FileTree>();
  const closeAll = async () => {
    for (const one of opened.values()) await one.close();
  };
  try {
    for (const { name } of archives) opened.set(archiveTitle(name), await openArchive(join(tree.place, name)));
  } catch (error) {
    await closeAll();
    throw error;
  }
  const others = entries.filter((entry) => !archives.includes(entry));
  return mounted(tree, others, opened, closeAll);
}

function mounted(
  tree: FileTree,
  others: readonly TreeEntry[],
  archives: ReadonlyMap<string, FileTree>,
  close: () => Promise<void>,
): FileTree {
  const folders: TreeEntry[] = [...archives.keys()].map((name) => ({ name, kind: 'folder' }));
  const of = (path: string): [FileTree, string] => {
    const [first = '', ...rest] = path.split('/');
    const archive = archives.get(first);
    return archive ? [archive, rest.join('/')] : [tree, path];
  };
  const within = <T>(path: string, ask: (tree: FileTree, inner: string) => T): T => ask(...of(path));
  return {
    place: tree.place,
    list: async (folder) => (folder === '' ? [...others, ...folders] : within(folder, (one, inner) => one.list(inner))),
    head: (path, bytes) => within(path, (one, inner) => one.head(inner, bytes)),
    read: (path, most) => within(path, (one, inner) => one.read(inner, most)),
    bytesAt: (path) => within(path, (one, inner) => one.bytesAt(inner)),
    close,
  };
}
