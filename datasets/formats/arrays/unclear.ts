/** An error about arrays that leave a choice, with what a person needs to make it. */
import { DatasetError, type ImageSet } from '../../dataset.ts';
import { callOf } from './mapping.ts';
import { described, type NamedArray } from './named-array.ts';
import { readPictures, scaleOf } from './pixels.ts';
import { layoutOf } from './roles.ts';

/** Pictures that an array is shown by. */
const SHOWN = 6;

export interface ArrayChoice {
  /** As a map calls it. */
  readonly call: string;
  /** `uint8 (1080,64,64,3)` */
  readonly described: string;
  /** Its first six, (6,64,64,3); null where it holds no pictures. */
  readonly pictures: ImageSet['images'] | null;
}

export class UnclearArrays extends DatasetError {
  readonly choices: readonly ArrayChoice[];

  constructor({ message, remedy, cause }: DatasetError, arrays: readonly NamedArray[]) {
    super(message, remedy, { cause });
    this.choices = arrays.map((array) => ({
      call: callOf(array, arrays),
      described: described(array),
      pictures: firstOf(array),
    }));
  }
}

/** Null where it is no array of pictures, or one of numbers that are none. */
function firstOf(array: NamedArray): Uint8Array | null {
  const layout = layoutOf(array);
  if (!layout) return null;
  const few = { ...array, shape: [Math.min(SHOWN, array.shape[0]!), ...array.shape.slice(1)] };
  try {
    return readPictures(few, layout, scaleOf(few));
  } catch (error) {
    if (error instanceof DatasetError) return null;
    throw error;
  }
}
