/** numpy files: `X.npy` next to `Y.npy`, and `.npz` with several arrays, like Keras's datasets. */
import { join } from 'node:path';
import { DatasetError } from '../../dataset.ts';
import type { NamedArray } from '../arrays/named-array.ts';
import { npyArray } from '../arrays/npy-array.ts';
import { type FileTree, inTree } from '../tree/file-tree.ts';
import { zipTreeOf } from '../tree/zip-tree.ts';

/** 2 GiB, for a file and for an array in one: what Node reads at once. */
const MAX_NUMPY = 2 ** 31 - 1;

/** @throws DatasetError if a file is damaged, or holds only Python objects. */
export async function numpyArrays(tree: FileTree, from: string, names: readonly string[]): Promise<NamedArray[]> {
  const arrays: NamedArray[] = [];
  for (const name of names) {
    const place = join(tree.place, from, name);
    const bytes = await tree.read(inTree(from, name), MAX_NUMPY);
    if (/\.npz$/i.test(name)) arrays.push(...(await arraysWithin(place, bytes)));
    else arrays.push(npyArray(place, name.replace(/\.npy$/i, ''), bytes));
  }
  return arrays;
}

async function arraysWithin(place: string, bytes: Uint8Array): Promise<NamedArray[]> {
  const archive = await zipTreeOf(place, bytes);
  try {
    const names = (await archive.list('')).filter(({ kind }) => kind === 'file').map(({ name }) => name);
    const arrays: NamedArray[] = [];
    let refused: DatasetError | null = null;
    for (const name of names.filter((one) => /\.npy$/i.test(one)).sort()) {
      try {
        arrays.push(npyArray(place, name.replace(/\.npy$/i, ''), await archive.read(name, MAX_NUMPY)));
      } catch (error) {
        // Objects stored next to pictures and labels, such as file names, are skipped.
        if (!(error instanceof DatasetError) || !/unpickled/.test(error.message)) throw error;
        refused ??= error;
      }
    }
    if (arrays.length === 0) throw refused ?? new DatasetError(`${place} holds no array`, 'Save it with np.savez.');
    return arrays;
  } finally {
    await archive.close();
  }
}
