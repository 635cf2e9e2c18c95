/** Processing by webcams: oversharpened edges, and lossy compression in blocks of 8 x 8. */
import { CHANNELS, IMAGE_SIZE } from '../dataset.ts';
import { cosSin } from './vector.ts';

const ROW = CHANNELS * IMAGE_SIZE;
/** Side of a block. */
const SIDE = 8;
const before = new Float32Array(ROW * IMAGE_SIZE);

/** Adds to each pixel of (64,64,3) `amount` times its difference from the mean of its four neighbours; the border stays. */
export function sharpen(picture: Float32Array, amount: number): void {
  before.set(picture);
  for (let y = 1; y < IMAGE_SIZE - 1; y++) {
    for (let i = y * ROW + CHANNELS; i < (y + 1) * ROW - CHANNELS; i++) {
      const around = before[i - CHANNELS]! + before[i + CHANNELS]! + before[i - ROW]! + before[i + ROW]!;
      picture[i] = before[i]! + amount * (before[i]! - around / 4);
    }
  }
}

/** (8,8) rows of the orthonormal discrete cosine transform. */
const COSINES = Float64Array.from({ length: SIDE * SIDE }, (_, i) => {
  const [k, n] = [Math.floor(i / SIDE), i % SIDE];
  const [c] = cosSin((((2 * n + 1) * k * 180) / (2 * SIDE)) % 360);
  return c * (k === 0 ? Math.sqrt(1 / SIDE) : Math.sqrt(2 / SIDE));
});
const block = new Float64Array(SIDE * SIDE);
const half = new Float64Array(SIDE * SIDE);

/**
 * Quantises each block's luminance with steps that grow with frequency, like JPEG and video codecs; colour stays.
 * @param step for the lowest frequency, as a share of the maximum value
 */
export function compress(picture: Float32Array, step: number): void {
  for (let y = 0; y < IMAGE_SIZE; y += SIDE) {
    for (let x = 0; x < IMAGE_SIZE; x += SIDE) compressBlock(picture, y * ROW + x * CHANNELS, step);
  }
}

function compressBlock(picture: Float32Array, start: number, step: number): void {
  for (let i = 0; i < SIDE * SIDE; i++) block[i] = lightAt(picture, placeOf(start, i));
  transform(block, half, true);
  transform(half, block, true);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const width = step * (1 + 0.6 * ((i & 7) + (i >> 3)));
    block[i] = Math.floor(block[i]! / width + 0.5) * width;
  }
  transform(block, half, false);
  transform(half, block, false);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const at = placeOf(start, i);
    const change = block[i]! - lightAt(picture, at);
    for (let c = 0; c < CHANNELS; c++) picture[at + c] = picture[at + c]! + change;
  }
}

const placeOf = (start: number, i: number) => start + (i >> 3) * ROW + (i & 7) * CHANNELS;

function lightAt(picture: Float32Array, at: number): number {
  return (picture[at]! + 2 * picture[at + 1]! + picture[at + 2]!) / 4;
}

/** Transforms the rows of (8,8) and writes them as columns, so that two calls transform both directions. */
function transform(from: Float64Array, to: Float64Array, forward: boolean): void {
  for (let row = 0; row < SIDE; row++) {
    for (let k = 0; k < SIDE; k++) {
      let sum = 0;
      for (let n = 0; n < SIDE; n++) sum += from[row * SIDE + n]! * COSINES[forward ? k * SIDE + n : n * SIDE + k]!;
      to[k * SIDE + row] = sum;
    }
  }
}
