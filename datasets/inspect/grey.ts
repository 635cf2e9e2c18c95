/** Grey values, and a picture's brightness and sharpness from them. */
import { IMAGE_BYTES, IMAGE_SIZE } from '../dataset.ts';

/** Grey values of one picture: 64 x 64. */
export const GREY_BYTES = IMAGE_SIZE * IMAGE_SIZE;

/**
 * (64,64,3) RGB to (64,64) grey, ITU-R BT.601 luma in Pillow's integers (src/libImaging/Convert.c: L24), so that
 * `Image.convert('L')` gives the same.
 */
export function toGrey(picture: Uint8Array, into: Uint8Array = new Uint8Array(GREY_BYTES)): Uint8Array {
  for (let from = 0, to = 0; from < IMAGE_BYTES; from += 3, to++) {
    into[to] = (picture[from]! * 19595 + picture[from + 1]! * 38470 + picture[from + 2]! * 7471 + 0x8000) >> 16;
  }
  return into;
}

/** Mean of (64,64) grey values, in [0,1]. */
export function brightness(grey: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < GREY_BYTES; i++) sum += grey[i]!;
  return sum / GREY_BYTES / 255;
}

/**
 * Variance of the Laplacian of (64,64) grey values in [0,255]: small is blurred (Pech-Pacheco et al., "Diatom
 * autofocusing in brightfield microscopy", 2000). The kernel is 0 1 0 / 1 -4 1 / 0 1 0, at the 62 x 62 pixels that have
 * four neighbours, without padding. It is the population variance (divided by their number).
 */
export function sharpness(grey: Uint8Array): number {
  let sum = 0;
  let squares = 0;
  for (let row = 1; row < IMAGE_SIZE - 1; row++) {
    for (let i = row * IMAGE_SIZE + 1; i < (row + 1) * IMAGE_SIZE - 1; i++) {
      const value = grey[i - IMAGE_SIZE]! + grey[i + IMAGE_SIZE]! + grey[i - 1]! + grey[i + 1]! - 4 * grey[i]!;
      sum += value;
      squares += value * value;
    }
  }
  const count = (IMAGE_SIZE - 2) ** 2;
  const mean = sum / count;
  return squares / count - mean * mean;
}
