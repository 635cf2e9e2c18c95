/** Files in a data folder that hold whole image sets: CSV, Parquet, and numpy's. */
import { join, posix } from 'node:path';
import type { NamedArray } from '../arrays/named-array.ts';
import type { BadFile } from '../bad-files.ts';
import { listPictures, splitOfName } from '../layout.ts';
import { isNumpyName, isTableName } from '../tree/file-names.ts';
import { type FileTree, inTree } from '../tree/file-tree.ts';
import { csvRows, MAX_CSV } from './csv.ts';
import { pixelArrays } from './csv-arrays.ts';
import { columnsOf, type FileColumns, type PixelColumns } from './csv-columns.ts';
import { listedTree } from './csv-tree.ts';
import { numpyArrays } from './numpy-arrays.ts';
import { MAX_PARQUET, parquetTree } from './parquet-tree.ts';

export type Tables =
  | { readonly kind: 'arrays'; readonly arrays: readonly NamedArray[] }
  /** Pictures in class folders, and the listed ones that are not in them. Closing the tree closes the underlying one. */
  | { readonly kind: 'tree'; readonly tree: FileTree; readonly bad: readonly BadFile[] };

/**
 * @param from the folder of the tree that holds the data
 * @param named the table itself was requested: then it is used, whatever is next to it
 * @returns null if no table is used: there is none of pictures, or the pictures next to it are in class folders
 * @throws DatasetError if a table is damaged, or its pictures are missing.
 */
export async function openTables(tree: FileTree, from: string, named: boolean): Promise<Tables | null> {
  const entries = await tree.list(from);
  const files = entries.filter(({ name, kind }) => kind === 'file' && isTableName(name) && !name.startsWith('.'));
  const names = files.map(({ name }) => name).sort();
  if (names.length === 0 || (!named && (await inClasses(tree, from)))) return null;
  const parquet = names.filter((name) => /\.parquet$/i.test(name));
  if (parquet.length > 0) return { kind: 'tree', tree: await openParquet(tree, from, parquet), bad: [] };
  const numpy = names.filter(isNumpyName);
  if (numpy.length > 0) return { kind: 'arrays', arrays: await numpyArrays(tree, from, numpy) };
  return openCsv(tree, from, names);
}

/** Whether the pictures have labels without a table. Deeper folders do not count: a table next to them says more. */
async function inClasses(tree: FileTree, from: string): Promise<boolean> {
  const layout = await listPictures(tree, from).catch(() => null);
  const nested = new Set(layout?.nested);
  const files = layout?.files.train.filter(({ source }) => !nested.has(posix.dirname(source))) ?? [];
  return new Set(files.map(({ className }) => className)).size > 1;
}

async function openParquet(tree: FileTree, from: string, names: readonly string[]): Promise<FileTree> {
  const files = [];
  for (const name of names) files.push({ name, bytes: await tree.read(inTree(from, name), MAX_PARQUET) });
  const made = await parquetTree(join(tree.place, from), files, splitOfName);
  return { ...made, close: () => tree.close() };
}

async function openCsv(tree: FileTree, from: string, names: readonly string[]): Promise<Tables | null> {
  const arrays: NamedArray[] = [];
  for (const name of names) {
    const bytes = await tree.read(inTree(from, name), MAX_CSV);
    const place = join(tree.place, from, name);
    const columns = await firstColumns(place, bytes);
    if (columns?.kind === 'files') {
      return { kind: 'tree', ...(await listedTree(tree, from, place, csvRows(place, bytes), columns)) };
    }
    if (columns) arrays.push(...(await pixelArrays(place, csvRows(place, bytes), columns)));
  }
  return arrays.length > 0 ? { kind: 'arrays', arrays } : null;
}

async function firstColumns(place: string, bytes: Uint8Array): Promise<PixelColumns | FileColumns | null> {
  const rows: string[][] = [];
  for await (const row of csvRows(place, bytes)) {
    rows.push(row);
    if (rows.length === 2) break;
  }
  return rows[0] ? columnsOf(rows[0], rows[1]) : null;
}
