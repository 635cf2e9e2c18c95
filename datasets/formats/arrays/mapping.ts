/** The user's map for arrays whose names and shapes leave a choice: `train=images,labels=y`. */
import { basename } from 'node:path';
import { DatasetError, type SplitName } from '../../dataset.ts';
import { described, type NamedArray } from './named-array.ts';

/** `labels` are those of the training pictures. */
export const ARRAY_ROLES = [
  'train',
  'labels',
  'validation',
  'validation-labels',
  'test',
  'test-labels',
  'classes',
] as const;
export type ArrayRole = (typeof ARRAY_ROLES)[number];

/** The array of a role by its name, its file's name (`X.npy`), or both (`train.npz:images`). */
export type ArrayMap = Readonly<Partial<Record<ArrayRole, string>>>;

export const LABELS_OF: Readonly<Record<SplitName, ArrayRole>> = {
  train: 'labels',
  validation: 'validation-labels',
  test: 'test-labels',
};

/**
 * The array with the given role; null if the map does not name the role.
 * @throws DatasetError if there is no such array, or several.
 */
export function mapped(arrays: readonly NamedArray[], map: ArrayMap, role: ArrayRole): NamedArray | null {
  const wanted = map[role];
  if (wanted === undefined) return null;
  const found = arrays.filter((array) => namesInMap(array).includes(wanted));
  if (found.length === 1) return found[0]!;
  const problem = found.length === 0 ? 'there is no such array' : `${found.length} arrays have that name`;
  throw new DatasetError(`--map says ${role}=${wanted}, but ${problem}`, choices(arrays));
}

function namesInMap({ file, name }: NamedArray): string[] {
  return [name, basename(file), `${basename(file)}:${name}`];
}

/** An array's name in a map: its own, with its file's name if several arrays have the same. */
export function nameInMap({ file, name }: NamedArray, arrays: readonly NamedArray[]): string {
  const alone = arrays.filter((array) => array.name === name).length === 1;
  return alone ? name : `${basename(file)}:${name}`;
}

/** How to write a map, with all arrays. */
export function choices(arrays: readonly NamedArray[]): string {
  const lines = arrays.map((array) => `  ${nameInMap(array, arrays).padEnd(24)} ${described(array)}`);
  return [
    'Say which array is which by --map, such as --map train=x,labels=y.',
    `Roles: ${ARRAY_ROLES.join(', ')}. The arrays:`,
    ...lines,
  ].join('\n');
}
