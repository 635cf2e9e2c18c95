/** Arrays of numbers as pictures: the scale of the numbers, and (64,64,3) RGB of each picture. */
import { basename } from 'node:path';
import { DatasetError, IMAGE_BYTES, IMAGE_SIZE, type OnProgress } from '../../dataset.ts';
import { preprocess } from '../../preprocess.ts';
import { MAX_PIXELS } from '../decode.ts';
import { described, isInteger, type NamedArray, numbersOf, placed } from './named-array.ts';
import type { PictureLayout } from './roles.ts';

/** Numbers read at a time, 12 MB as bytes: limits the memory of a library that never frees it, paces progress reports. */
const CHUNK = 1024 * IMAGE_BYTES;
const REMEDY = 'Expected: whole numbers of 0..255 (or 16 bits), or floats of 0..1, -1..1 or 0..255.';

/** From a number to a byte: byte = (number - zero) * factor. */
export interface Scale {
  readonly name: '0..255' | '0..65535' | '0..1' | '-1..1';
  readonly zero: number;
  readonly factor: number;
}

const SCALES: Readonly<Record<Scale['name'], Scale>> = {
  '0..255': { name: '0..255', zero: 0, factor: 1 },
  '0..65535': { name: '0..65535', zero: 0, factor: 1 / 257 },
  '0..1': { name: '0..1', zero: 0, factor: 255 },
  '-1..1': { name: '-1..1', zero: -1, factor: 127.5 },
};
/** Arrays whose values do not exceed this are a mask or labels, not pictures of 0..255. */
const FEW = 3;
/** How far float32 may round past the end of a range. */
const SLACK = 1e-4;

/**
 * Reads every number once.
 * @throws DatasetError with the range if the numbers cannot be pictures.
 */
export function scaleOf(array: NamedArray, onProgress?: OnProgress): Scale {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  eachChunk(
    array,
    onProgress && ((done, total) => onProgress({ step: `scan ${basename(array.file)}`, done, total })),
    (numbers) => {
      for (let at = 0; at < numbers.length; at++) {
        const value = numbers[at]!;
        if (value < low) low = value;
        if (value > high) high = value;
        if (!Number.isFinite(value)) throw refused(array, `holds ${value}`);
      }
    },
  );
  const name = rangeName(array, low, high);
  if (name) return SCALES[name];
  throw refused(array, `is ${described(array)} with values of ${short(low)}..${short(high)}`);
}

function rangeName(array: NamedArray, low: number, high: number): Scale['name'] | null {
  if (isInteger(array)) {
    if (low < 0 || high <= FEW) return null;
    if (high <= 255) return '0..255';
    return high <= 65535 ? '0..65535' : null;
  }
  if (low < 0) return low >= -1 - SLACK && high <= 1 + SLACK ? '-1..1' : null;
  if (high <= 1 + SLACK) return high > 0 ? '0..1' : null;
  return high > FEW && high <= 255 + SLACK ? '0..255' : null;
}

/** @throws DatasetError if one picture has more pixels than a picture file may have. */
export function checkSize(array: NamedArray, layout: PictureLayout): void {
  const [height, width] = sides(array, layout);
  if (height * width <= MAX_PIXELS) return;
  throw refused(array, `is ${described(array)}: pictures of ${height} x ${width} pixels, more than ${MAX_PIXELS}`);
}

/**
 * (N,64,64,3) RGB: the centre square of each picture, resized if necessary; grey is repeated in all three channels.
 */
export function readPictures(
  array: NamedArray,
  layout: PictureLayout,
  scale: Scale,
  onProgress?: OnProgress,
): Uint8Array {
  const [height, width, channels] = sides(array, layout);
  const one = height * width * channels;
  const count = array.shape[0]!;
  const images = new Uint8Array(count * IMAGE_BYTES);
  const unchanged = layout === 'NHWC' && channels === 3 && height === IMAGE_SIZE && width === IMAGE_SIZE;
  let picture = 0;
  eachChunk(
    array,
    onProgress && ((done, total) => onProgress({ step: `read ${basename(array.file)}`, done, total })),
    (numbers) => {
      if (unchanged && numbers instanceof Uint8Array) images.set(numbers, picture * IMAGE_BYTES);
      const pictures = numbers.length / one;
      for (let at = 0; at < pictures && !(unchanged && numbers instanceof Uint8Array); at++) {
        const data = rgb(numbers, at * one, { height, width, channels, layout }, scale);
        images.set(preprocess({ width, height, channels: 3, data }), (picture + at) * IMAGE_BYTES);
      }
      picture += pictures;
    },
  );
  return images;
}

interface PictureShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly layout: PictureLayout;
}

/** (height,width,3) bytes of the picture that starts at `from`. */
function rgb(
  numbers: ArrayLike<number>,
  from: number,
  { height, width, channels, layout }: PictureShape,
  { zero, factor }: Scale,
): Uint8ClampedArray {
  const pixels = height * width;
  const [pixelStep, channelStep] = layout === 'NCHW' ? [1, pixels] : [channels, 1];
  const data = new Uint8ClampedArray(pixels * 3); // clamps and rounds to nearest
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const place = from + pixel * pixelStep + (channels === 1 ? 0 : channel * channelStep);
      data[pixel * 3 + channel] = (numbers[place]! - zero) * factor;
    }
  }
  return data;
}

/** Height, width, channels. */
function sides({ shape }: NamedArray, layout: PictureLayout): [number, number, number] {
  const [, a = 0, b = 0, c = 1] = shape;
  return layout === 'NCHW' ? [b, c, a] : [a, b, c];
}

function eachChunk(
  array: NamedArray,
  report: ((done: number, total: number) => void) | undefined,
  visit: (numbers: ArrayLike<number>) => void,
): void {
  const total = array.shape[0]!;
  const rows = Math.max(1, Math.floor(CHUNK / array.shape.slice(1).reduce((product, n) => product * n, 1)));
  for (let begin = 0; begin < total; begin += rows) {
    const end = Math.min(begin + rows, total);
    visit(numbersOf(array.read(begin, end)));
    report?.(end, total);
  }
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function refused(array: NamedArray, found: string): DatasetError {
  return new DatasetError(`${placed(array)} ${found}`, REMEDY);
}
