/** Geometric warp: bilinear interpolation with 6-bit fractions; edge pixels are repeated. */
import { IMAGE_SIZE } from '../dataset.ts';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
const LAST = IMAGE_SIZE - 1;
const FLAT = new Int32Array(6);

/**
 * One word per pixel: red, green, blue, mask, from the lowest byte up.
 * @param mask null: everything is hand
 */
export function pack(picture: Uint8Array, mask: Uint8Array | null, words: Uint32Array, at = 0): void {
  for (let i = 0, from = at; i < PIXELS; i++, from += 3) {
    const hand = mask ? mask[i]! : 255;
    words[i] = picture[from]! | (picture[from + 1]! << 8) | (picture[from + 2]! << 16) | (hand << 24);
  }
}

/**
 * Everything fits into fields of 16 bits: the means along the rows have one bit more than a byte; 96 is one half for
 * rounding plus one quarter for the bits that were cut off from them.
 * @param matrix six words from `m`, and @param bend six words from `n`, of RECIPE
 */
export function warp(
  words: Uint32Array,
  matrix: Int32Array,
  m: number,
  into: Uint32Array,
  bend: Int32Array = FLAT,
  n = 0,
): void {
  const [a, b, c] = [matrix[m]!, matrix[m + 1]!, matrix[m + 2]!];
  const [d, e, f] = [matrix[m + 3]!, matrix[m + 4]!, matrix[m + 5]!];
  const [ua, ub, uc, va, vb, vc] = [bend[n]!, bend[n + 1]!, bend[n + 2]!, bend[n + 3]!, bend[n + 4]!, bend[n + 5]!];
  for (let y = 0, to = 0; y < IMAGE_SIZE; y++) {
    const [uAlong, u0] = [a + ub * y, (b + uc * y) * y + c];
    const [vAlong, v0] = [d + vb * y, (e + vc * y) * y + f];
    for (let x = 0; x < IMAGE_SIZE; x++) {
      const u = (uAlong + ua * x) * x + u0;
      const v = (vAlong + va * x) * x + v0;
      const [left, right] = [clamp(u >> 16, LAST), clamp((u >> 16) + 1, LAST)];
      const [top, bottom] = [clamp(v >> 16, LAST) << 6, clamp((v >> 16) + 1, LAST) << 6];
      const corners = [words[top | left]!, words[top | right]!, words[bottom | left]!, words[bottom | right]!] as const;
      const [along, down] = [(u >> 10) & 63, (v >> 10) & 63];
      const low = between(corners, 0, along, down);
      const high = between(corners, 8, along, down);
      into[to++] = (low | (high << 8)) >>> 0;
    }
  }
}

/** Interpolates two bytes of each corner at once, those at `shift` and 16 bits above. */
function between([p, q, r, s]: readonly [number, number, number, number], shift: number, along: number, down: number) {
  const two = 0xff00ff;
  const upper = (((p >>> shift) & two) * (64 - along) + ((q >>> shift) & two) * along) >>> 5;
  const lower = (((r >>> shift) & two) * (64 - along) + ((s >>> shift) & two) * along) >>> 5;
  return (((upper & 0x1ff01ff) * (64 - down) + (lower & 0x1ff01ff) * down + 0x600060) >>> 7) & two;
}

export function clamp(value: number, most: number): number {
  return value < 0 ? 0 : value > most ? most : value;
}
