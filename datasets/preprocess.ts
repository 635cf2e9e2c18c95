/** From a picture of any size to the network's input: its centre square, resized to 64x64 RGB. Pure, without Node. */
import { IMAGE_SIZE } from './dataset.ts';
import { type Picture, resize } from './resize.ts';

export type { Picture } from './resize.ts';

/** A square of a picture, in whole pixels from its top left corner. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** The largest centred square of a picture. */
export function centreSquare(width: number, height: number): Region {
  const size = Math.min(width, height);
  return { x: Math.floor((width - size) / 2), y: Math.floor((height - size) / 2), size };
}

/**
 * The region (by default the centre square) as (64,64,3) RGB. A region of 64x64 passes through unchanged.
 * @throws RangeError if the data do not fit the picture's size, or the region is not inside the picture.
 */
export function preprocess(picture: Picture, region?: Region): Uint8Array {
  const { x, y, size } = region ?? centreSquare(picture.width, picture.height);
  return resize(picture, { x, y, width: size, height: size }, { width: IMAGE_SIZE, height: IMAGE_SIZE });
}
