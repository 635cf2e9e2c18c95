/**
 * A part of a picture, resized to any size. Pure, without Node, so that files and camera frames take the same path.
 *
 * The resize is Pillow's `Image.resize(..., BILINEAR)`, bit for bit: a triangle filter as wide as the reduction, so
 * that every source pixel counts (no aliasing), in two separable passes of 22-bit fixed-point weights
 * (Pillow src/libImaging/Resample.c: precompute_coeffs, normalize_coeffs_8bpc).
 */
import { CHANNELS } from './dataset.ts';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGB, or RGBA, whose alpha is ignored. */
  readonly channels: 3 | 4;
  /** (height,width,channels), C order. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** In whole pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A part of a picture, in whole pixels from its top left corner. */
export interface Rectangle extends Size {
  readonly x: number;
  readonly y: number;
}

/** For every output along an axis: the first source pixel, and `taps` weights from there on. */
export interface Weights {
  readonly first: Int32Array; // (to)
  readonly count: Int32Array; // (to)
  readonly weight: Int32Array; // (to,taps), in units of 2^-22
  readonly taps: number;
}

/** 32 bits less 8 of the pixel and 2 of headroom: sums of weighted pixels fit a signed 32-bit integer. */
const PRECISION_BITS = 32 - 8 - 2;
const HALF = 1 << (PRECISION_BITS - 1);

/**
 * The rectangle as (height,width,3) RGB of the size `to`. A rectangle of that size passes through unchanged.
 * @throws RangeError if the data do not fit the picture's size, or the rectangle is not inside the picture.
 */
export function resize(picture: Picture, part: Rectangle, to: Size): Uint8Array {
  checkPart(picture, part);
  if (part.width === to.width && part.height === to.height) return copied(picture, part);
  const rows = resizeRows(picture, part, to.width);
  return resizeColumns(rows, part.height, to);
}

/** @throws RangeError as `resize` does. */
export function checkPart({ width, height, channels, data }: Picture, part: Rectangle): void {
  if (data.length !== width * height * channels) {
    throw new RangeError(`a picture of (${height},${width},${channels}) holds ${data.length} bytes`);
  }
  const { x, y } = part;
  const whole = [x, y, part.width, part.height].every(Number.isInteger);
  const inside = x >= 0 && y >= 0 && part.width >= 1 && part.height >= 1;
  if (!whole || !inside || x + part.width > width || y + part.height > height) {
    throw new RangeError(
      `region ${part.width}x${part.height} at (${x},${y}) is not inside a picture of ${width}x${height}`,
    );
  }
}

function copied({ width, channels, data }: Picture, part: Rectangle): Uint8Array {
  const out = new Uint8Array(part.height * part.width * CHANNELS);
  let to = 0;
  for (let row = 0; row < part.height; row++) {
    let from = ((part.y + row) * width + part.x) * channels;
    for (let column = 0; column < part.width; column++, from += channels) {
      out[to++] = data[from]!;
      out[to++] = data[from + 1]!;
      out[to++] = data[from + 2]!;
    }
  }
  return out;
}

interface Words {
  readonly words: Uint32Array;
  readonly start: number;
  readonly stride: number;
}

const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/**
 * The part's pixels, one word each: red in the lowest byte. A camera's RGBA is used in place on little-endian processors,
 * which are those that Node and browsers run on; one load per pixel is twice as fast as one per byte.
 * @returns the words, where the part begins in them, and the words per row
 */
function wordsOf({ width, channels, data }: Picture, part: Rectangle): Words {
  if (channels === 4 && data.byteOffset % 4 === 0 && LITTLE_ENDIAN) {
    return {
      words: new Uint32Array(data.buffer, data.byteOffset, data.length / 4),
      start: part.y * width + part.x,
      stride: width,
    };
  }
  const words = new Uint32Array(part.height * part.width);
  for (let row = 0, to = 0; row < part.height; row++) {
    let from = ((part.y + row) * width + part.x) * channels;
    for (let column = 0; column < part.width; column++, from += channels) {
      words[to++] = data[from]! | (data[from + 1]! << 8) | (data[from + 2]! << 16);
    }
  }
  return { words, start: 0, stride: part.width };
}

/** Along the rows: the part as words -> (part.height,width,3). */
function resizeRows(picture: Picture, part: Rectangle, width: number): Uint8Array {
  const { words, start, stride } = wordsOf(picture, part);
  const { first, count, weight, taps } = weightsOf(part.width, width);
  const out = new Uint8Array(part.height * width * CHANNELS);
  let to = 0;
  for (let row = 0; row < part.height; row++) {
    const begin = start + row * stride;
    for (let column = 0; column < width; column++) {
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

/** Along the columns: (from,width,3) -> (height,width,3). */
function resizeColumns(rows: Uint8Array, from: number, { width, height }: Size): Uint8Array {
  const { first, count, weight, taps } = weightsOf(from, height);
  const stride = width * CHANNELS;
  const out = new Uint8Array(height * stride);
  for (let row = 0; row < height; row++) {
    const end = row * taps + count[row]!;
    for (let i = 0; i < stride; i++) {
      let at = first[row]! * stride + i;
      let sum = HALF;
      for (let k = row * taps; k < end; k++, at += stride) sum = (sum + Math.imul(rows[at]!, weight[k]!)) | 0;
      out[row * stride + i] = sum >> PRECISION_BITS;
    }
  }
  return out;
}

/** Weights by lengths: a camera needs the same ones for every frame. */
const cache = new Map<string, Weights>();
/** Enough for a square that follows a hand through many sizes; bounds the memory for folders of pictures of all sizes. */
const CACHED = 64;

/** Weights from one length to another, in pixels. */
export function weightsOf(from: number, to: number): Weights {
  const key = `${from} ${to}`;
  const known = cache.get(key);
  if (known) return known;
  if (cache.size >= CACHED) cache.clear();
  const weights = triangleWeights(from, to);
  cache.set(key, weights);
  return weights;
}

function triangleWeights(from: number, to: number): Weights {
  const scale = from / to;
  const support = Math.max(scale, 1); // half the width of the triangle, in source pixels
  const taps = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weight = new Int32Array(to * taps);
  for (let out = 0; out < to; out++) {
    const centre = (out + 0.5) * scale;
    const begin = Math.max(Math.trunc(centre - support + 0.5), 0);
    const end = Math.min(Math.trunc(centre + support + 0.5), from);
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
