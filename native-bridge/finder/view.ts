/** Converts a frame of any size to the finder's view, and squares back into the frame. */

import type { Region } from '../../datasets/preprocess.ts';
import { checkPart, type Picture, resize, type Size } from '../../datasets/resize.ts';
import type { Square } from '../../datasets/synthetic/scene/square.ts';
import { INPUT_SHAPE, VIEW, VIEW_BYTES } from './grid.ts';

/** The frame's size in the view, and frame pixels per view pixel. */
export function fitted({ width, height }: Size): Size & { readonly scale: number } {
  const scale = Math.max(width / VIEW.width, height / VIEW.height);
  const within = (length: number) => Math.max(Math.round(length / scale), 1);
  return { width: within(width), height: within(height), scale };
}

/** A view pixel is a mean of this many frame pixels along each axis: more of a large frame would only take time. */
const PIXELS_ENOUGH = 3;

/**
 * Every `step`-th pixel of every `step`-th row, as RGBA: `resize` reads a pixel of four bytes with one load.
 * @throws RangeError if the data does not match the picture's size
 */
function thinned(picture: Picture, step: number): Picture {
  const { channels, data } = picture;
  checkPart(picture, { x: 0, y: 0, width: picture.width, height: picture.height });
  if (step === 1) return picture;
  const [width, height] = [Math.floor(picture.width / step), Math.floor(picture.height / step)];
  const kept = new Uint8Array(width * height * 4);
  const stride = step * channels;
  const middle = step >> 1;
  for (let y = 0, to = 0; y < height; y++) {
    let from = ((y * step + middle) * picture.width + middle) * channels;
    for (let x = 0; x < width; x++, from += stride, to += 4) {
      kept[to] = data[from]!;
      kept[to + 1] = data[from + 1]!;
      kept[to + 2] = data[from + 2]!;
    }
  }
  return { width, height, channels: 4, data: kept };
}

/** (80,96,3) RGB. @throws RangeError if the data does not match the picture's size */
export function viewOf(picture: Picture): Uint8Array {
  const { width, height, scale } = fitted(picture);
  // A very wide or tall frame keeps at least one row and one column.
  const step = Math.min(Math.floor(scale / PIXELS_ENOUGH), picture.width, picture.height);
  const thin = thinned(picture, Math.max(step, 1));
  const small = resize(thin, { x: 0, y: 0, width: thin.width, height: thin.height }, { width, height });
  const [, columns, channels] = INPUT_SHAPE;
  const out = new Uint8Array(VIEW_BYTES);
  const line = width * channels;
  for (let y = 0; y < height; y++) out.set(small.subarray(y * line, (y + 1) * line), y * columns * channels);
  return out;
}

/**
 * The nets that recognise signs were trained with a little more room around the hand than a scene's square has: drawn
 * hands are on average 44 of their 64 pixels long, which is 1.45 hand lengths per side; a scene's square has about
 * 1.34.
 */
const ROOM = 1.1;

/**
 * Converts a square in view pixels to one in whole frame pixels, for a net: not larger than the frame, and moved
 * inside.
 */
export function regionOf({ x, y, side }: Square, frame: Size): Region {
  const { scale } = fitted(frame);
  const size = Math.min(Math.max(Math.round(ROOM * side * scale), 1), frame.width, frame.height);
  const inside = (centre: number, length: number) =>
    Math.min(Math.max(Math.round(centre * scale - size / 2), 0), length - size);
  return { x: inside(x + side / 2, frame.width), y: inside(y + side / 2, frame.height), size };
}
