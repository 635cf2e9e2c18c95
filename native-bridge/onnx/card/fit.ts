/** Resizes a picture to a net's input size, as its card says. */

import { CHANNELS } from '../../../datasets/dataset.ts';
import { type Picture, type Rectangle, resize, type Size } from '../../../datasets/resize.ts';
import type { Card } from './card.ts';

type Fitting = Pick<Card, 'size' | 'fit'>;

/**
 * @param part of the picture to show to the net; default: all of it
 * @returns (height,width,3) RGB
 */
export function fitted(picture: Picture, card: Fitting, part: Rectangle = wholeOf(picture)): Uint8Array {
  return filled(picture, card, seenOf(part, card));
}

/**
 * @param seen part of the picture, from `seenOf`
 * @returns (height,width,3) RGB
 */
export function filled(picture: Picture, { size: [height, width], fit }: Fitting, seen: Rectangle): Uint8Array {
  const to = { width, height };
  return fit === 'letterbox' ? letterboxed(picture, seen, to) : resize(picture, seen, to);
}

/** What a net sees of that part of a picture: all of it, or its centre if the net crops. */
export function seenOf(part: Rectangle, { size: [height, width], fit }: Fitting): Rectangle {
  return fit === 'crop' ? largestCentred(part, { width, height }) : part;
}

export function wholeOf({ width, height }: Size): Rectangle {
  return { x: 0, y: 0, width, height };
}

/** The largest centred part with that aspect ratio; for equal sides the same square as `centreSquare`. */
export function largestCentred({ x, y, ...from }: Rectangle, to: Size): Rectangle {
  const wide = from.width * to.height > from.height * to.width;
  const width = wide ? Math.max(Math.round((from.height * to.width) / to.height), 1) : from.width;
  const height = wide ? from.height : Math.max(Math.round((from.width * to.height) / to.width), 1);
  return {
    ...{ x: x + Math.floor((from.width - width) / 2), y: y + Math.floor((from.height - height) / 2) },
    ...{ width, height },
  };
}

/** The whole picture in the middle, the rest black. */
function letterboxed(picture: Picture, from: Rectangle, to: Size): Uint8Array {
  const inside = largestCentred(wholeOf(to), from);
  const small = resize(picture, from, inside); // (inside.height,inside.width,3)
  const out = new Uint8Array(to.height * to.width * CHANNELS);
  const bytes = inside.width * CHANNELS;
  for (let row = 0; row < inside.height; row++) {
    const at = ((inside.y + row) * to.width + inside.x) * CHANNELS;
    out.set(small.subarray(row * bytes, (row + 1) * bytes), at);
  }
  return out;
}
