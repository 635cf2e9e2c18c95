/** A table of file names and labels, with the pictures next to it, as a tree of class folders. */
import { basename } from 'node:path';
import { DatasetError } from '../../dataset.ts';
import type { BadFile } from '../bad-files.ts';
import { splitOf, splitOfName } from '../layout.ts';
import { isPictureName } from '../picture-kind.ts';
import { archiveTitle } from '../tree/file-names.ts';
import { type FileTree, foldersOf, inTree } from '../tree/file-tree.ts';
import type { FileColumns } from './csv-columns.ts';

/** Maximum depth of the search for pictures. */
const MAX_DEPTH = 8;
/** How many pictures of the same name are listed for one that is ambiguous. */
const NAMED = 3;

export interface ListedTree {
  readonly tree: FileTree;
  /** Rows without a picture, or with several. */
  readonly bad: readonly BadFile[];
}

/**
 * @param folder where the table is, in the tree
 * @param rows with the header
 * @throws DatasetError if none of the listed files is found.
 */
export async function listedTree(
  tree: FileTree,
  folder: string,
  table: string,
  rows: AsyncIterable<readonly string[]>,
  columns: FileColumns,
): Promise<ListedTree> {
  const listed = await listedPictures(rows, columns);
  const title = basename(table);
  const find = finder(await picturesBelow(tree, folder), listed);
  const aliases = new Map<string, string>();
  const bad: BadFile[] = [];
  for (const { row, name, className, split } of listed) {
    const refuse = (reason: string) => bad.push({ name: name || title, reason: `${reason} (row ${row} of ${title})` });
    const found = find(name, split ?? archiveTitle(title));
    if (name === '') refuse('names no picture');
    else if (found.length === 0) refuse('is listed, but there is no such picture');
    else if (found.length > 1) refuse(`is listed, and it could be ${someOf(found)}`);
    else if (className === '') refuse('is listed without a label');
    else {
      const alias = `${row - 1}-${found[0]!.split('/').at(-1)}`;
      aliases.set(inTree(split ?? '', className, alias), inTree(folder, found[0]!));
    }
  }
  if (aliases.size === 0) throw noneFound(table, bad);
  return { tree: aliased(tree, aliases), bad };
}

interface Listed {
  /** In the table, from 1, the header. */
  readonly row: number;
  readonly name: string;
  readonly className: string;
  /** Null in a table without splits. */
  readonly split: string | null;
}

async function listedPictures(
  rows: AsyncIterable<readonly string[]>,
  { file, label, split }: FileColumns,
): Promise<Listed[]> {
  const listed: Listed[] = [];
  let row = 0;
  for await (const cells of rows) {
    row++;
    if (row === 1) continue; // the header
    const name = (cells[file] ?? '').replaceAll('\\', '/').replace(/^(\.?\/)+/, '');
    const className = (cells[label] ?? '').replaceAll('/', '_');
    listed.push({ row, name, className, split: split === null ? null : cells[split] || 'train' });
  }
  return listed;
}

/**
 * Finds pictures by the names of a table: their path, or its end where folders differ from those of the table. Two names
 * of the table never become one picture, and of several the one in the folder of the table or of the split is meant.
 * @returns (name, where: the name of the split or the table) => all pictures that it could be
 */
function finder(pictures: readonly string[], listed: readonly Listed[]): (name: string, where: string) => string[] {
  const byEnd = new Map<string, string[]>();
  for (const path of pictures) {
    for (const end of endsOf(path)) {
      const same = byEnd.get(end);
      if (same) same.push(path);
      else byEnd.set(end, [path]);
    }
  }
  const names = new Map<string, number>();
  for (const name of new Set(listed.map((one) => one.name))) {
    for (const end of endsOf(name)) names.set(end, (names.get(end) ?? 0) + 1);
  }
  return (name, where) => {
    const end = endsOf(name).find((one) => byEnd.has(one));
    if (end === undefined || (end !== name && names.get(end)! > 1)) return [];
    const found = byEnd.get(end)!;
    if (found.includes(name)) return [name];
    const within = found.filter((path) =>
      path
        .split('/')
        .slice(0, -1)
        .some((one) => isFolderOf(one, where)),
    );
    return within.length === 1 ? within : found;
  };
}

/** `a/b/1.png`, `b/1.png`, `1.png`. */
function endsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, at) => parts.slice(at).join('/'));
}

/** Whether the pictures of a table or split of that name are in such a folder: `Train` for `train.csv`. */
function isFolderOf(folder: string, where: string): boolean {
  const split = splitOf(folder);
  return folder.toLowerCase() === where.toLowerCase() || (split !== null && split === splitOfName(where));
}

function someOf(paths: readonly string[]): string {
  const more = paths.length > NAMED ? ` or ${paths.length - NAMED} others` : '';
  return `${paths.slice(0, NAMED).join(' or ')}${more}`;
}

function noneFound(table: string, bad: readonly BadFile[]): DatasetError {
  const other = bad.find(({ reason }) => !reason.includes('no such picture'));
  const why = other ? `can be used, such as ${other.name}, which ${other.reason}` : 'exists';
  return new DatasetError(
    `${table} lists ${bad.length} pictures, and none of them ${why}`,
    other
      ? 'Write each picture with its folder in the table (train/1.png), and with a label.'
      : 'Put the pictures next to the table, or in a folder there.',
  );
}

/** Paths of all pictures below a folder, relative to it, in the order of their names. */
async function picturesBelow(tree: FileTree, folder: string): Promise<string[]> {
  const found: string[] = [];
  const walk = async (inner: string, depth: number): Promise<void> => {
    for (const { name, kind } of await tree.list(inTree(folder, inner))) {
      const path = inTree(inner, name);
      if (kind === 'folder' && depth < MAX_DEPTH) await walk(path, depth + 1);
      if (kind === 'file' && isPictureName(name)) found.push(path);
    }
  };
  await walk('', 0);
  return found.sort();
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
