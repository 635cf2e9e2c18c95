/** HDF5 files of pictures: the course's pair, and files written by other programs. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DatasetError } from '../dataset.ts';
import { type ArrayOptions, readArrays } from './arrays/splits.ts';
import { type Hdf5Source, withHdf5Files } from './hdf5-file.ts';
import { DATA_FORMS, type Reading } from './reading.ts';
import { type FileTree, inTree } from './tree/file-tree.ts';

/** If both of the course's files are there, they are used, whatever else is in the folder. */
const COURSE = ['train_signs.h5', 'test_signs.h5'];
const ENDING = /\.(h5|hdf5|he5)$/i;

export function isHdf5Name(name: string): boolean {
  return ENDING.test(name);
}

/** Whether the files are the course's two. */
export function isCoursePair(paths: readonly string[]): boolean {
  return COURSE.every((name) => paths.some((path) => basename(path) === name));
}

/** @throws DatasetError if only one file of the course's pair is there: the other was forgotten. */
export function requireWholePair(where: string, paths: readonly string[]): void {
  const names = paths.map((path) => basename(path));
  const missing = COURSE.find((name) => !names.includes(name));
  const found = COURSE.find((name) => names.includes(name));
  if (paths.length > 1 || !found || !missing) return;
  throw new DatasetError(`${where} holds ${found}, but no ${missing}`, DATA_FORMS);
}

/** Maximum size of an HDF5 file: what Node reads at once. */
const MAX_HDF5 = 2 ** 31 - 1;

/** The HDF5 files in a folder of a tree, in name order within each kind; empty if there are none. */
export async function hdf5Within(tree: FileTree, folder: string): Promise<Hdf5Source[]> {
  const entries = await tree.list(folder).catch(() => []);
  const names = entries.filter(({ kind, name }) => kind !== 'folder' && isHdf5Name(name)).map(({ name }) => name);
  return inOrder(names).map((name) => ({
    path: join(tree.place, folder, name),
    read: () => tree.read(inTree(folder, name), MAX_HDF5),
  }));
}

function inOrder(names: readonly string[]): string[] {
  const course = COURSE.filter((name) => names.includes(name));
  if (course.length === COURSE.length) return course;
  // `train` before `test`: the list of classes is taken from the first file that has one.
  return [...names].sort((a, b) => Number(/test/i.test(a)) - Number(/test/i.test(b)) || (a < b ? -1 : 1));
}

/**
 * @param files of one dataset: one with all of it, or one per split
 * @throws DatasetError naming the file, the array, what was found and what is expected.
 */
export async function readHdf5(files: readonly Hdf5Source[], options: ArrayOptions = {}): Promise<Reading> {
  const paths = files.map(({ path }) => path);
  const where = paths.length === 1 ? paths[0]! : paths.map((path) => basename(path)).join(' and ');
  return withHdf5Files(files, (arrays) => ({ form: 'hdf5', ...readArrays(arrays, where, options), ignored: 0 }));
}

/** A file on disk. */
export function hdf5File(path: string): Hdf5Source {
  return { path, read: () => readFile(path) };
}
