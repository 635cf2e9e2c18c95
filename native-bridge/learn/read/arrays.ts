/** The types of this folder: arrays that were read, and the limits of their size. */

import { ReadError } from '../../../datasets/formats/numpy/read-error.ts';
import type { Tensor } from '../../reference/tensor.ts';

export interface ReadArray {
  /** The name that it came with (`Z = ...`, an entry of an archive, a key of a dictionary), or null. */
  readonly name: string | null;
  readonly tensor: Tensor;
  /** Information that is not a mistake: "Z is in Fortran order: ...". */
  readonly notes: readonly string[];
}

/** Maximum numbers of one array: 32 MiB as float64. The assignment's largest has 1280. */
export const MAX_CELLS = 4 * 1024 * 1024;
/** numpy's own limit is 64 axes; the course needs four. */
export const MAX_AXES = 16;

/**
 * The number of elements of an array with that shape.
 * @throws ReadError if it is too many.
 */
export function cellCount(name: string, shape: readonly number[]): number {
  if (shape.length > MAX_AXES) {
    throw new ReadError(
      `${name} has ${shape.length} axes, but at most ${MAX_AXES} can be read here.`,
      'Save the array that your function returns.',
    );
  }
  const cells = shape.reduce((product, n) => product * n, 1);
  if (cells <= MAX_CELLS) return cells;
  throw new ReadError(
    `${name} has the shape (${shape.join(', ')}), ${cells.toLocaleString('en-US')} numbers; at most ${MAX_CELLS.toLocaleString('en-US')} are read here.`,
    'Call your function on the inputs of this page, or on fewer pictures, and save the result.',
  );
}
