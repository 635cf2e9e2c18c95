/** The types of this room: arrays as they were read, and how many numbers are too many. */

import { ReadError } from '../../../datasets/formats/numpy/read-error.ts';
import type { Tensor } from '../../reference/tensor.ts';

export interface ReadArray {
  /** The name that it came with (`Z = ...`, an entry of an archive, a key of a dictionary), or null. */
  readonly name: string | null;
  readonly tensor: Tensor;
  /** What a reader should know and what is no mistake: "Z is in Fortran order: ...". */
  readonly notes: readonly string[];
}

/** Numbers of one array: 32 MiB as float64. The assignment's largest has 1280. */
export const MAX_CELLS = 4 * 1024 * 1024;
/** numpy's own limit is 64 axes; the course needs four. */
export const MAX_AXES = 16;

/**
 * How many numbers an array of that shape has.
 * @throws ReadError if that is more than is read here.
 */
export function cellCount(name: string, shape: readonly number[]): number {
  if (shape.length > MAX_AXES) {
    throw new ReadError(
      `${name} has ${shape.length} axes, more than the ${MAX_AXES} that are read here.`,
      'Save the array that your function returns.',
    );
  }
  const cells = shape.reduce((product, n) => product * n, 1);
  if (cells <= MAX_CELLS) return cells;
  throw new ReadError(
    `${name} has the shape (${shape.join(', ')}), ${cells.toLocaleString('en-US')} numbers; at most ${MAX_CELLS.toLocaleString('en-US')} are read here.`,
    'Call your function on the inputs of this page, or on fewer pictures, and save that.',
  );
}
