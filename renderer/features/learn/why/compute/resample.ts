/** Scales maps of other sizes to the picture's 64 x 64 pixels. */
import { SIDE } from './subject.ts';

/** A map with one number per cell, (rows,columns) in C order. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly data: ArrayLike<number>;
}

/**
 * Bilinear enlargement to (64,64), with cell centres aligned to the centres of the covered pixels, as in
 * `tf.image.resize`: the outer half of the outer cells is constant.
 */
export function enlarged({ rows, columns, data }: Grid): Float64Array {
  const [y, x] = [between(rows), between(columns)];
  const at = (row: number, column: number) => data[row * columns + column]!;
  return Float64Array.from({ length: SIDE * SIDE }, (_, pixel) => {
    const [v, h] = [y[Math.floor(pixel / SIDE)]!, x[pixel % SIDE]!];
    const top = at(v.low, h.low) * (1 - h.share) + at(v.low, h.high) * h.share;
    const bottom = at(v.high, h.low) * (1 - h.share) + at(v.high, h.high) * h.share;
    return top * (1 - v.share) + bottom * v.share;
  });
}

/** For each of 64 pixels, the two cells that it is between, and the interpolation weight of the second. */
function between(cells: number): { low: number; high: number; share: number }[] {
  return Array.from({ length: SIDE }, (_, pixel) => {
    const place = Math.min(cells - 1, Math.max(0, ((pixel + 0.5) * cells) / SIDE - 0.5));
    const low = Math.floor(place);
    return { low, high: Math.min(cells - 1, low + 1), share: place - low };
  });
}

/** The cell that contains a pixel. */
export function cellOfPixel(pixel: number, cells: number): number {
  return Math.min(cells - 1, Math.floor((pixel * cells) / SIDE));
}

/** The middle pixel of a cell. */
export function pixelOfCell(cell: number, cells: number): number {
  return Math.min(SIDE - 1, Math.floor(((cell + 0.5) * SIDE) / cells));
}

/** The place along one side whose patch centre is nearest to a pixel's. */
export function placeOfPixel(pixel: number, patch: number, stride: number, places: number): number {
  return Math.min(places - 1, Math.max(0, Math.round((pixel + 0.5 - patch / 2) / stride)));
}

/** The middle pixel of the patch at a place; for an even side, the one before the middle. */
export function pixelOfPlace(place: number, patch: number, stride: number): number {
  return place * stride + Math.floor((patch - 1) / 2);
}

/** Each pixel gets the number of the nearest place: (64,64). */
export function nearestPlaces(values: ArrayLike<number>, patch: number, stride: number, places: number): Float64Array {
  const of = Array.from({ length: SIDE }, (_, pixel) => placeOfPixel(pixel, patch, stride, places));
  return Float64Array.from({ length: SIDE * SIDE }, (_, pixel) => {
    return values[of[Math.floor(pixel / SIDE)]! * places + of[pixel % SIDE]!]!;
  });
}
