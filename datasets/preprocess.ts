/**
 * From a picture of any size to the network's input: the square in its middle, resized to 64x64 RGB. Pure, without
 * Node, so that files and camera frames take the same path.
 *
 * The resize is Pillow's `Image.resize(..., BILINEAR)`, bit for bit: a triangle filter as wide as the reduction, so
 * that every source pixel counts (no aliasing), in two separable passes of 22-bit fixed-point weights
 * (Pillow src/libImaging/Resample.c: precompute_coeffs, normalize_coeffs_8bpc).
 */
import { CHANNELS, IMAGE_BYTES, IMAGE_SIZE } from './dataset.ts';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGB, or RGBA of which the alpha is not looked at. */
  readonly channels: 3 | 4;
  /** (height,width,channels), C order. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** A square of a picture, in whole pixels from its top left corner. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** For every one of the 64 outputs along an axis: the first source pixel, and `taps` weights from there on. */
interface Weights {
  readonly first: Int32Array; // (64)
  readonly count: Int32Array; // (64)
  readonly weight: Int32Array; // (64,taps), in units of 2^-22
  readonly taps: number;
}

/** 32 bits less 8 of the pixel and 2 of headroom: sums of weighted pixels fit a signed 32-bit integer. */
const PRECISION_BITS = 32 - 8 - 2;
const HALF = 1 << (PRECISION_BITS - 1);

/** The largest centred square of a picture. */
export function centreSquare(width: number, height: number): Region {
  const size = Math.min(width, height);
  return { x: Math.floor((width - size) / 2), y: Math.floor((height - size) / 2), size };
}

/**
 * The region (by default the centre square) as (64,64,3) RGB. A region of 64x64 passes through unchanged.
 * @throws RangeError where the data do not fit the picture's size, or the region does not lie inside the picture.
 */
export function preprocess(picture: Picture, region?: Region): Uint8Array {
  const square = region ?? centreSquare(picture.width, picture.height);
  check(picture, square);
  if (square.size === IMAGE_SIZE) return copySquare(picture, square);
  const weights = weightsOf(square.size);
  return resizeColumns(resizeRows(picture, square, weights), weights);
}

function check({ width, height, channels, data }: Picture, { x, y, size }: Region): void {
  if (data.length !== width * height * channels) {
    throw new RangeError(`a picture of (${height},${width},${channels}) holds ${data.length} bytes`);
  }
  const whole = [x, y, size].every(Number.isInteger);
  if (!whole || x < 0 || y < 0 || size < 1 || x + size > width || y + size > height) {
    throw new RangeError(`region ${size}x${size} at (${x},${y}) does not lie inside a picture of ${width}x${height}`);
  }
}

function copySquare({ width, channels, data }: Picture, { x, y }: Region): Uint8Array {
  const out = new Uint8Array(IMAGE_BYTES); // (64,64,3)
  let to = 0;
  for (let row = 0; row < IMAGE_SIZE; row++) {
    let from = ((y + row) * width + x) * channels;
    for (let column = 0; column < IMAGE_SIZE; column++, from += channels) {
      out[to++] = data[from]!;
      out[to++] = data[from + 1]!;
      out[to++] = data[from + 2]!;
    }
  }
  return out;
}

/**
 * The square's pixels, one word each: red in the lowest byte. A camera's RGBA is looked at where it lies, on the
 * processors that Node and browsers run on; a load a pixel is twice as fast as one a byte.
 * @returns the words, and where the square begins in them, in words a row
 */
function wordsOf({ width, channels, data }: Picture, { x, y, size }: Region): Square {
  if (channels === 4 && data.byteOffset % 4 === 0 && LITTLE_ENDIAN) {
    return {
      words: new Uint32Array(data.buffer, data.byteOffset, data.length / 4),
      start: y * width + x,
      stride: width,
    };
  }
  const words = new Uint32Array(size * size);
  for (let row = 0, to = 0; row < size; row++) {
    let from = ((y + row) * width + x) * channels;
    for (let column = 0; column < size; column++, from += channels) {
      words[to++] = data[from]! | (data[from + 1]! << 8) | (data[from + 2]! << 16);
    }
  }
  return { words, start: 0, stride: size };
}

interface Square {
  readonly words: Uint32Array;
  readonly start: number;
  readonly stride: number;
}

const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Along the rows: (size,size) words -> (size,64,3). */
function resizeRows(picture: Picture, region: Region, weights: Weights): Uint8Array {
  const { words, start, stride } = wordsOf(picture, region);
  const { first, count, weight, taps } = weights;
  const out = new Uint8Array(region.size * IMAGE_SIZE * CHANNELS);
  let to = 0;
  for (let row = 0; row < region.size; row++) {
    const begin = start + row * stride;
    for (let column = 0; column < IMAGE_SIZE; column++) {
      let from = begin + first[column]!;
      const end = column * taps + count[column]!;
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      for (let k = column * taps; k < end; k++, from++) {
        const w = weight[k]!;
        const word = words[from]!;
        red = (red + Math.imul(word & 255, w)) | 0;
        green = (green + Math.imul((word >>> 8) & 255, w)) | 0;
        blue = (blue + Math.imul((word >>> 16) & 255, w)) | 0;
      }
      out[to++] = red >> PRECISION_BITS;
      out[to++] = green >> PRECISION_BITS;
      out[to++] = blue >> PRECISION_BITS;
    }
  }
  return out;
}

/** Along the columns: (size,64,3) -> (64,64,3). */
function resizeColumns(rows: Uint8Array, { first, count, weight, taps }: Weights): Uint8Array {
  const stride = IMAGE_SIZE * CHANNELS;
  const out = new Uint8Array(IMAGE_BYTES);
  for (let row = 0; row < IMAGE_SIZE; row++) {
    const end = row * taps + count[row]!;
    for (let i = 0; i < stride; i++) {
      let from = first[row]! * stride + i;
      let sum = HALF;
      for (let k = row * taps; k < end; k++, from += stride) sum = (sum + Math.imul(rows[from]!, weight[k]!)) | 0;
      out[row * stride + i] = sum >> PRECISION_BITS;
    }
  }
  return out;
}

/** Weights by size of the square: a camera asks for the same one with every frame. */
const cache = new Map<number, Weights>();
/** Enough for a camera beside a few files; a folder of pictures of all sizes does not fill the memory. */
const CACHED = 8;

function weightsOf(size: number): Weights {
  const known = cache.get(size);
  if (known) return known;
  if (cache.size >= CACHED) cache.clear();
  const weights = triangleWeights(size);
  cache.set(size, weights);
  return weights;
}

function triangleWeights(size: number): Weights {
  const scale = size / IMAGE_SIZE;
  const support = Math.max(scale, 1); // half the width of the triangle, in source pixels
  const taps = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(IMAGE_SIZE);
  const count = new Int32Array(IMAGE_SIZE);
  const weight = new Int32Array(IMAGE_SIZE * taps);
  for (let out = 0; out < IMAGE_SIZE; out++) {
    const centre = (out + 0.5) * scale;
    const begin = Math.max(Math.trunc(centre - support + 0.5), 0);
    const end = Math.min(Math.trunc(centre + support + 0.5), size);
    const heights = Array.from({ length: end - begin }, (_, k) =>
      Math.max(1 - Math.abs((begin + k - centre + 0.5) / support), 0),
    );
    const total = heights.reduce((sum, height) => sum + height, 0);
    heights.forEach((height, k) => {
      weight[out * taps + k] = Math.trunc(0.5 + (height / total) * 2 ** PRECISION_BITS);
    });
    first[out] = begin;
    count[out] = end - begin;
  }
  return { first, count, weight, taps };
}
