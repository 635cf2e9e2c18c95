/** A table of file names and labels, with the pictures next to it, as a tree of class folders. */
import { DatasetError } from '../../dataset.ts';
import { isPictureName } from '../picture-kind.ts';
import { type FileTree, foldersOf, inTree } from '../tree/file-tree.ts';
import type { FileColumns } from './csv-columns.ts';

/** Maximum depth of the search for pictures. */
const MAX_DEPTH = 8;

/**
 * @param folder where the table is, in the tree
 * @param rows below the header
 * @throws DatasetError if none of the listed files exists.
 */
export async function listedTree(
  tree: FileTree,
  folder: string,
  table: string,
  rows: AsyncIterable<readonly string[]>,
  { file, label, split }: FileColumns,
): Promise<FileTree> {
  const known = await picturesBelow(tree, folder);
  const aliases = new Map<string, string>();
  let missing = 0;
  let line = 0;
  for await (const row of rows) {
    if (line++ === 0) continue; // the header
    const named = (row[file] ?? '').replaceAll('\\', '/').replace(/^(\.?\/)+/, '');
    const path = known.get(named) ?? known.get(named.split('/').at(-1)!);
    if (path === undefined) missing++;
    else {
      const className = (row[label] ?? '').replaceAll('/', '_');
      const name = `${line - 1}-${path.split('/').at(-1)}`;
      aliases.set(inTree(split === null ? '' : (row[split] ?? 'train'), className, name), path);
    }
  }
  if (aliases.size === 0) {
    throw new DatasetError(
      `${table} lists ${missing} pictures, and none of them exists`,
      'Put the pictures next to the table, or in a folder there.',
    );
  }
  return aliased(tree, aliases);
}

/** Paths of all pictures below a folder, by the names that a table may use: relative to the folder, or the file name alone. */
async function picturesBelow(tree: FileTree, folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const walk = async (inner: string, depth: number): Promise<void> => {
    for (const { name, kind } of await tree.list(inTree(folder, inner))) {
      const path = inTree(inner, name);
      if (kind === 'folder' && depth < MAX_DEPTH) await walk(path, depth + 1);
      if (kind !== 'file' || !isPictureName(name)) continue;
      found.set(path, inTree(folder, path));
      // Pictures in subfolders can also be listed by their file name alone.
      if (depth > 0) found.set(name, inTree(folder, path));
    }
  };
  await walk('', 0);
  return found;
}

/** The same files under other paths. */
function aliased(tree: FileTree, aliases: ReadonlyMap<string, string>): FileTree {
  const folders = foldersOf(aliases.keys());
  const real = (path: string) => aliases.get(path) ?? path;
  return {
    place: tree.place,
    list: async (folder) => [...(folders.get(folder)?.values() ?? [])],
    head: (path, bytes) => tree.head(real(path), bytes),
    read: (path, most) => tree.read(real(path), most),
    bytesAt: (path) => tree.bytesAt(real(path)),
    close: () => tree.close(),
  };
}
