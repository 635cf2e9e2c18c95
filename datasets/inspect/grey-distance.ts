/** How different two pictures are in what they show, whatever their brightness and contrast. */
import { IMAGE_SIZE } from '../dataset.ts';

/** Means of 2 x 2 pixels, which compression changes little; a pixel off in any direction stays inside. */
const CELLS = (IMAGE_SIZE - 2) / 2;
/** Standard deviation in grey values below which it is taken for noise: plain pictures differ by nothing else. */
const NOISE = 2;
/** Brighter or darker by more than this factor, or these grey values, it is another picture. */
const GAIN = 1.15;
const OFFSET = 8;

/** One picture made ready for comparison, from one shift. */
export interface Sheet {
  /** (31,31) sums of 2 x 2 grey values, less their mean. */
  readonly values: Float32Array;
  mean: number;
  deviation: number;
}

export function emptySheet(): Sheet {
  return { values: new Float32Array(CELLS * CELLS), mean: 0, deviation: 0 };
}

/** Fills a sheet with a picture looked at (dx,dy) pixels off, each of -1, 0, 1. */
export function fillSheet(sheet: Sheet, grey: Uint8Array, dx = 0, dy = 0): Sheet {
  const { values } = sheet;
  let sum = 0;
  for (let row = 0, to = 0; row < CELLS; row++) {
    let from = (1 + dy + row * 2) * IMAGE_SIZE + 1 + dx;
    for (let column = 0; column < CELLS; column++, from += 2, to++) {
      const below = from + IMAGE_SIZE;
      values[to] = (grey[from]! + grey[from + 1]! + grey[below]! + grey[below + 1]!) / 4;
      sum += values[to]!;
    }
  }
  sheet.mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    values[i]! -= sheet.mean;
    squares += values[i]! ** 2;
  }
  sheet.deviation = Math.max(Math.sqrt(squares / values.length), NOISE);
  return sheet;
}

/**
 * Root of the mean squared difference of both, each divided by its standard deviation: 0 for equal ones, sqrt(2) for
 * ones that have nothing to do with one another. Infinity where brightness or contrast differ by more than a touch.
 */
export function greyDistance(a: Sheet, b: Sheet): number {
  if (!alike(a.mean, b.mean) || !alike(a.deviation, b.deviation)) return Number.POSITIVE_INFINITY;
  const [scaleA, scaleB] = [1 / a.deviation, 1 / b.deviation];
  let squares = 0;
  for (let i = 0; i < a.values.length; i++) squares += (a.values[i]! * scaleA - b.values[i]! * scaleB) ** 2;
  return Math.sqrt(squares / a.values.length);
}

function alike(a: number, b: number): boolean {
  return Math.max(a, b) <= Math.min(a, b) * GAIN + OFFSET;
}
