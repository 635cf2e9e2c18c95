/** HDF5 files of pictures: the course's pair, and whatever other people's programs have written. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DatasetError, type OnProgress } from '../dataset.ts';
import { readArrays } from './arrays/splits.ts';
import { withHdf5Files } from './hdf5-file.ts';
import { DATA_FORMS, type Reading } from './reading.ts';

/** The course's own names count where both are there, whatever else lies in the folder. */
const COURSE = ['train_signs.h5', 'test_signs.h5'];
const ENDING = /\.(h5|hdf5|he5)$/i;

export function isHdf5Name(name: string): boolean {
  return ENDING.test(name);
}

/** Whether the files are the course's two. */
export function isCoursePair(paths: readonly string[]): boolean {
  return COURSE.every((name) => paths.some((path) => basename(path) === name));
}

/** @throws DatasetError where one file of the course's pair is there alone: the other was forgotten. */
export function requireWholePair(where: string, paths: readonly string[]): void {
  const names = paths.map((path) => basename(path));
  const missing = COURSE.find((name) => !names.includes(name));
  const found = COURSE.find((name) => names.includes(name));
  if (paths.length > 1 || !found || !missing) return;
  throw new DatasetError(`${where} holds ${found}, but no ${missing}`, DATA_FORMS);
}

/** Paths of the HDF5 files that are a folder's dataset, training pictures first; none where it holds none. */
export async function hdf5Files(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => !entry.isDirectory() && isHdf5Name(entry.name)).map(({ name }) => name);
  const course = COURSE.filter((name) => names.includes(name));
  if (course.length === COURSE.length) return course.map((name) => join(folder, name));
  // `train` before `test`: the list of classes is taken of the first file that has one.
  return names
    .sort((a, b) => Number(/test/i.test(a)) - Number(/test/i.test(b)) || (a < b ? -1 : 1))
    .map((name) => join(folder, name));
}

/**
 * @param paths the files of one dataset: one with all of it, or one a split
 * @throws DatasetError naming the file, the array, what was found and what is expected.
 */
export async function readHdf5(paths: readonly string[], onProgress?: OnProgress): Promise<Reading> {
  const where = paths.length === 1 ? paths[0]! : paths.map((path) => basename(path)).join(' and ');
  return withHdf5Files(paths, (arrays) => ({ form: 'hdf5', ...readArrays(arrays, where, onProgress), ignored: 0 }));
}
