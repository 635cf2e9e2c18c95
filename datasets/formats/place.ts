/** A local path as a dataset: a folder, an archive, or a file in one of the known forms. */
import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { DatasetError } from '../dataset.ts';
import { type ArrayOptions, readArrays } from './arrays/splits.ts';
import type { DecodeOptions } from './decoding/decode-all.ts';
import { readFolders } from './folders.ts';
import { hdf5File, hdf5Within, isCoursePair, isHdf5Name, readHdf5, requireWholePair } from './hdf5.ts';
import type { Hdf5Source } from './hdf5-file.ts';
import { dataFolder } from './layout.ts';
import { DATA_FORMS, type Reading } from './reading.ts';
import { openTables } from './tables/tables.ts';
import { diskTree } from './tree/disk-tree.ts';
import { isArchiveName, isNumpyName, isTableName } from './tree/file-names.ts';
import type { FileTree } from './tree/file-tree.ts';
import { openTree } from './tree/open-tree.ts';
import { readVersionFile, VERSION_FILE_ENDING } from './version-file.ts';

/** Options for pictures and for arrays. */
export type PlaceOptions = ArrayOptions & DecodeOptions;

export type Placed = Reading & {
  /** The pictures came from arrays with assigned roles. */
  readonly ofArrays?: boolean;
};

/** @throws DatasetError if there is nothing at that path, or nothing in a known form. */
export async function readPlace(spec: string, options: PlaceOptions): Promise<Placed> {
  const { onProgress } = options;
  if (spec === '') throw new DatasetError('no dataset is named', DATA_FORMS);
  const path = resolve(spec);
  const entry = await stat(path).catch((error: unknown) => {
    const missing = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    const found = missing ? 'is neither a catalogue name nor a folder' : `cannot be read: ${String(error)}`;
    throw new DatasetError(`${spec} ${found}`, DATA_FORMS, { cause: error });
  });
  if (entry.isFile() && path.endsWith(VERSION_FILE_ENDING)) {
    return readVersionFile(path, onProgress);
  }
  if (entry.isFile() && isHdf5Name(path)) return readArrayFiles([hdf5File(path)], options);
  const isTable = entry.isFile() && isTableName(path);
  if (!entry.isDirectory() && !isTable && !(entry.isFile() && isArchiveName(path))) {
    throw new DatasetError(`${spec} is a file; expected the folder that holds it`, DATA_FORMS);
  }
  const tree = isTable ? await onlyTable(path) : await openTree(path);
  try {
    const from = isTable ? '' : await dataFolder(tree);
    const hdf5 = isTable ? null : await hdf5Of(spec, tree, from);
    const tables = hdf5 ? null : await openTables(tree, from, isTable);
    if (tables?.kind === 'tree') return await readFolders(tables.tree, options, tables.bad);
    if (!hdf5 && !tables) return await readFolders(tree, options);
    if (hdf5) return await readArrayFiles(hdf5, options);
    return { form: 'folder', ...readArrays(tables!.arrays, path, options), ignored: 0, ofArrays: true };
  } finally {
    await tree.close();
  }
}

async function readArrayFiles(files: readonly Hdf5Source[], options: ArrayOptions): Promise<Placed> {
  return { ...(await readHdf5(files, options)), ofArrays: true };
}

/** One table of a folder with the pictures next to it, without the other tables; all `.npy` files, since one is half a set. */
async function onlyTable(path: string): Promise<FileTree> {
  const tree = isNumpyName(path) ? diskTree(dirname(path)) : await openTree(dirname(path));
  const name = basename(path);
  const wanted = (other: string) => other === name || (/\.npy$/i.test(name) && /\.npy$/i.test(other));
  return {
    ...tree,
    list: async (folder) =>
      (await tree.list(folder)).filter((entry) => folder !== '' || !isTableName(entry.name) || wanted(entry.name)),
  };
}

/** The HDF5 files that are the dataset of a folder; null if it is a folder of pictures. */
async function hdf5Of(spec: string, tree: FileTree, folder: string): Promise<Hdf5Source[] | null> {
  const files = await hdf5Within(tree, folder);
  const paths = files.map(({ path }) => path);
  // Next to folders of pictures an HDF5 file is something else, unless it is the course's pair.
  if (files.length === 0 || (!isCoursePair(paths) && (await holdsFolders(tree, folder)))) return null;
  requireWholePair(spec, paths);
  return files;
}

async function holdsFolders(tree: FileTree, folder: string): Promise<boolean> {
  return (await tree.list(folder)).some(({ kind }) => kind === 'folder');
}
