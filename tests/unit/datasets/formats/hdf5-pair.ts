/** Writes small pairs of HDF5 files in the course's layout with h5wasm, valid or with one error. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Group } from 'h5wasm';
import { IMAGE_BYTES } from '../../../../datasets/dataset.ts';

/** One array of a file; `dtype` is h5wasm's: `<B` uint8, `<q` int64, `<f` float32. */
export interface Hdf5Content {
  data: Uint8Array | Int32Array | BigInt64Array | Float32Array | string[];
  shape: number[];
  dtype?: string;
}

/** The arrays of one file by key; `group/name` is in a group. */
export type Hdf5Contents = Record<string, Hdf5Content>;

/** Arrays of a valid file: `count` uniform grey pictures, labels 0, 1, 2, 0, ... of three classes. */
export function goodContents(split: 'train' | 'test', count: number): Hdf5Contents {
  return {
    [`${split}_set_x`]: {
      data: Uint8Array.from({ length: count * IMAGE_BYTES }, (_, i) =>
        i % IMAGE_BYTES === 0 ? Math.floor(i / IMAGE_BYTES) % 256 : 200,
      ),
      shape: [count, 64, 64, 3],
    },
    [`${split}_set_y`]: { data: BigInt64Array.from({ length: count }, (_, i) => BigInt(i % 3)), shape: [count] },
    list_classes: { data: BigInt64Array.from([0n, 1n, 2n]), shape: [3] },
  };
}

/** The bytes of an HDF5 file with those arrays. */
export async function hdf5Bytes(contents: Hdf5Contents): Promise<Uint8Array> {
  const { File, ready } = await import('h5wasm');
  const { FS }: { FS: { readFile(name: string): Uint8Array; unlink(name: string): void } } = await ready;
  const file = new File('/written.h5', 'w');
  try {
    for (const [name, { data, shape, dtype }] of Object.entries(contents)) {
      const [key = name, inner] = name.split('/');
      const group =
        inner === undefined ? file : file.keys().includes(key) ? (file.get(key) as Group) : file.create_group(key);
      group.create_dataset({
        name: inner ?? key,
        data,
        shape,
        ...(dtype !== undefined && { dtype }),
      });
    }
  } finally {
    file.close();
  }
  const bytes = FS.readFile('/written.h5');
  FS.unlink('/written.h5');
  return bytes;
}

/** Writes `train_signs.h5` and `test_signs.h5`; the arguments replace or (null) remove arrays of the valid files. */
export async function writePair(
  folder: string,
  changes: { train?: Record<string, Hdf5Content | null>; test?: Record<string, Hdf5Content | null> } = {},
): Promise<void> {
  for (const [split, count] of [
    ['train', 9],
    ['test', 3],
  ] as const) {
    const contents = Object.entries({ ...goodContents(split, count), ...changes[split] });
    const kept = contents.filter((entry): entry is [string, Hdf5Content] => entry[1] !== null);
    await writeFile(join(folder, `${split}_signs.h5`), await hdf5Bytes(Object.fromEntries(kept)));
  }
}
