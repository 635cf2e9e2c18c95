/**
 * A perceptual fingerprint: the signs of the lowest frequencies of a picture's middle, as in pHash (Zauner,
 * "Implementation and benchmarking of perceptual image hash functions", 2010), each relative to its median over the
 * dataset, so that pictures in front of the same wall do not all have similar fingerprints.
 */
import { IMAGE_SIZE } from '../dataset.ts';

/** The middle as 8 x 8 cells of 7 x 7 pixels: 56 x 56, which leaves a margin of 4 for shifts. */
const CELLS = 8;
const CELL = 7;
const MARGIN = (IMAGE_SIZE - CELLS * CELL) / 2;
/** Frequencies used, of 63. The higher ones are mostly compression noise. */
export const BITS = 48;
/** The bits are looked up in pieces: two similar fingerprints have one piece in common. */
export const BANDS = 4;
export const BAND_BITS = BITS / BANDS;

/** (8,8): orthonormal DCT-II, as in scipy.fft.dct(norm='ortho'). */
const DCT = Float64Array.from({ length: CELLS * CELLS }, (_, i) => {
  const [u, x] = [Math.floor(i / CELLS), i % CELLS];
  return Math.sqrt((u === 0 ? 1 : 2) / CELLS) * Math.cos((Math.PI * (2 * x + 1) * u) / (2 * CELLS));
});

/** Indices in (8,8) of the frequencies used, lowest first (u + v, then u), without the mean. */
const FREQUENCIES = Array.from({ length: CELLS * CELLS }, (_, i) => i)
  .sort((a, b) => order(a) - order(b))
  .slice(1, 1 + BITS);

function order(place: number): number {
  const [u, v] = [Math.floor(place / CELLS), place % CELLS];
  return (u + v) * CELLS + u;
}

/** Summed-area table (65,65) of grey values: any rectangle's sum from four places. */
export function summedArea(grey: Uint8Array, into: Int32Array = new Int32Array((IMAGE_SIZE + 1) ** 2)): Int32Array {
  const stride = IMAGE_SIZE + 1;
  for (let row = 0; row < IMAGE_SIZE; row++) {
    let sum = 0;
    for (let column = 0; column < IMAGE_SIZE; column++) {
      sum += grey[row * IMAGE_SIZE + column]!;
      const at = (row + 1) * stride + column + 1;
      into[at] = into[at - stride]! + sum;
    }
  }
  return into;
}

/** (48) The frequencies of the middle, shifted by (dx,dy) pixels; their squares add up to at most 1. */
export function frequencies(area: Int32Array, dx: number, dy: number, into: Float64Array): Float64Array {
  const rows = alongRows(cells(area, dx, dy));
  let energy = 1e-9; // avoids division by 0 for a plain picture
  for (let place = 1; place < CELLS * CELLS; place++) energy += coefficient(rows, place) ** 2;
  const scale = 1 / Math.sqrt(energy);
  for (let k = 0; k < BITS; k++) into[k] = coefficient(rows, FREQUENCIES[k]!) * scale;
  return into;
}

const cellValues = new Float64Array(CELLS * CELLS);
/** (8,8) sums of 7 x 7 pixels. */
function cells(area: Int32Array, dx: number, dy: number): Float64Array {
  const stride = IMAGE_SIZE + 1;
  for (let row = 0; row < CELLS; row++) {
    const top = (MARGIN + dy + row * CELL) * stride + MARGIN + dx;
    for (let column = 0; column < CELLS; column++) {
      const [a, b] = [top + column * CELL, top + column * CELL + CELL * stride];
      cellValues[row * CELLS + column] = area[b + CELL]! - area[b]! - area[a + CELL]! + area[a]!;
    }
  }
  return cellValues;
}

const rowValues = new Float64Array(CELLS * CELLS);
/** (8,8) the transform along the rows. */
function alongRows(values: Float64Array): Float64Array {
  for (let row = 0; row < CELLS; row++) {
    for (let v = 0; v < CELLS; v++) {
      let sum = 0;
      for (let x = 0; x < CELLS; x++) sum += values[row * CELLS + x]! * DCT[v * CELLS + x]!;
      rowValues[row * CELLS + v] = sum;
    }
  }
  return rowValues;
}

function coefficient(rows: Float64Array, place: number): number {
  const [u, v] = [Math.floor(place / CELLS), place % CELLS];
  let sum = 0;
  for (let y = 0; y < CELLS; y++) sum += rows[y * CELLS + v]! * DCT[u * CELLS + y]!;
  return sum;
}

/** The (4) pieces of a fingerprint, 12 bits each; every piece has both low and high frequencies. */
export function pieces(values: Float64Array, medians: Float64Array, into: Uint16Array): void {
  into.fill(0);
  for (let k = 0; k < BITS; k++) {
    if (values[k]! > medians[k]!) into[k % BANDS]! |= 1 << Math.floor(k / BANDS);
  }
}

/** Number of 1 bits in a 32-bit number. */
export function countBits(value: number): number {
  let x = value;
  x -= (x >>> 1) & 0x55555555;
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
