/** The last operations: blur, sharpening, noise, and the cutout. All in place. */
import { IMAGE_BYTES, IMAGE_SIZE } from '../dataset.ts';
import { NOISE_TABLE } from './noise-table.ts';
import { RECIPE } from './recipe-words.ts';
import { clamp } from './warp.ts';

const ROW = IMAGE_SIZE * 3;
const columns = new Uint8Array(IMAGE_BYTES);

/** [1 2 1] / 4 along the rows, then along the columns; the edge is repeated. */
export function blur(picture: Uint8Array): void {
  blurRows(picture);
  for (let i = 0; i < IMAGE_BYTES; i++) picture[i] = blurredAt(i);
}

/** @param amount how much of the difference from the blurred picture is added, in 1/64 */
export function sharpen(picture: Uint8Array, amount: number): void {
  blurRows(picture);
  for (let i = 0; i < IMAGE_BYTES; i++) {
    const value = picture[i]!;
    picture[i] = clamp(value + (((value - blurredAt(i)) * amount + 32) >> 6), 255);
  }
}

function blurRows(picture: Uint8Array): void {
  for (let i = 0; i < IMAGE_BYTES; i++) {
    const x = i % ROW;
    const before = picture[x < 3 ? i : i - 3]!;
    const after = picture[x >= ROW - 3 ? i : i + 3]!;
    columns[i] = (before + 2 * picture[i]! + after + 2) >> 2;
  }
}

function blurredAt(i: number): number {
  const above = columns[i < ROW ? i : i - ROW]!;
  const below = columns[i >= IMAGE_BYTES - ROW ? i : i + ROW]!;
  return (above + 2 * columns[i]! + below + 2) >> 2;
}

/** @param amount standard deviation in quarters of a level; the table's is 32 */
export function addNoise(picture: Uint8Array, amount: number, start: number): void {
  for (let i = 0; i < IMAGE_BYTES; i++) {
    picture[i] = clamp(picture[i]! + ((NOISE_TABLE[start + i]! * amount + 64) >> 7), 255);
  }
}

export function cover(recipe: Int32Array, at: number, into: Uint8Array): void {
  const c = at + RECIPE.cutout;
  const [left, top, right, bottom] = [recipe[c]!, recipe[c + 1]!, recipe[c + 2]!, recipe[c + 3]!];
  const word = recipe[at + RECIPE.cutoutColour]!;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const to = (y * IMAGE_SIZE + x) * 3;
      into[to] = word & 255;
      into[to + 1] = (word >> 8) & 255;
      into[to + 2] = (word >> 16) & 255;
    }
  }
}
