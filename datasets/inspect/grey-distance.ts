/** How different two pictures are, regardless of brightness and contrast. */
import { IMAGE_SIZE } from '../dataset.ts';

/** Cells of 2 x 2 pixels, whose means compression changes little, with a margin for a shift of one pixel. */
const CELLS = (IMAGE_SIZE - 2) / 2;
/** A standard deviation below this, in grey values, counts as noise: plain pictures differ in nothing else. */
const NOISE = 2;
/** Pictures that differ by more than this factor and these grey values are different. */
const GAIN = 1.15;
const OFFSET = 8;

/** One picture at one shift, prepared for comparison. */
export interface Sheet {
  /** (31,31) means of 2 x 2 grey values, less their overall mean. */
  readonly values: Float32Array;
  mean: number;
  deviation: number;
}

export function emptySheet(): Sheet {
  return { values: new Float32Array(CELLS * CELLS), mean: 0, deviation: 0 };
}

/** Fills a sheet with a picture shifted by (dx,dy) pixels, each of -1, 0, 1. */
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
 * Root mean square difference of both, each divided by its standard deviation: 0 for equal pictures, sqrt(2) for
 * unrelated ones. Infinity if brightness or contrast differ by more than a little.
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
