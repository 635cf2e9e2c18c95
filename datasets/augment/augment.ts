/**
 * Carries a recipe out on one picture, in whole numbers only: the kernels (fused/kernels/augment.h) do the same operations
 * on the same numbers and give the same bytes. In their order: warp, background, gain and offset, blur, noise, cutout.
 */
import { IMAGE_BYTES, IMAGE_SIZE } from '../dataset.ts';
import { NOISE_TABLE } from './noise-table.ts';
import { RECIPE } from './recipe.ts';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
const LAST = IMAGE_SIZE - 1;
const words = new Uint32Array(PIXELS);
const warped = new Uint32Array(PIXELS);
const columns = new Uint8Array(IMAGE_BYTES);

/**
 * @param picture (64,64,3) RGB
 * @param mask (64,64) how much of each pixel is hand, 255 all; null: it cannot be told, and the background stays
 * @param recipe RECIPE_WORDS from `at` on
 * @param into (64,64,3)
 */
export function augment(
  picture: Uint8Array,
  mask: Uint8Array | null,
  recipe: Int32Array,
  into: Uint8Array,
  at = 0,
): Uint8Array {
  pack(picture, mask);
  warp(recipe, at);
  if (mask && recipe[at + RECIPE.background] === 1) layBackground(recipe, at);
  colour(recipe, at, into);
  for (let pass = 0; pass < recipe[at + RECIPE.blur]!; pass++) blur(into);
  if (recipe[at + RECIPE.noise]! > 0) addNoise(into, recipe[at + RECIPE.noise]!, recipe[at + RECIPE.noiseStart]!);
  cover(recipe, at, into);
  return into;
}

/** One word a pixel: red, green, blue, mask, the first in the lowest byte. */
function pack(picture: Uint8Array, mask: Uint8Array | null): void {
  for (let i = 0, from = 0; i < PIXELS; i++, from += 3) {
    const hand = mask ? mask[i]! : 255;
    words[i] = picture[from]! | (picture[from + 1]! << 8) | (picture[from + 2]! << 16) | (hand << 24);
  }
}

/**
 * Bilinear with fractions of 6 bits; beyond the edge its pixels are repeated. All fits into fields of 16 bits: the means
 * along the rows have one bit more than a byte; 96 is a half to round, and a quarter for what was cut off of them.
 */
function warp(recipe: Int32Array, at: number): void {
  const m = at + RECIPE.matrix;
  const [a, b, c, d, e, f] = [
    recipe[m]!,
    recipe[m + 1]!,
    recipe[m + 2]!,
    recipe[m + 3]!,
    recipe[m + 4]!,
    recipe[m + 5]!,
  ];
  for (let oy = 0, to = 0; oy < IMAGE_SIZE; oy++) {
    let [u, v] = [b * oy + c, e * oy + f];
    for (let ox = 0; ox < IMAGE_SIZE; ox++, u += a, v += d) {
      const [left, right] = [clamp(u >> 16, LAST), clamp((u >> 16) + 1, LAST)];
      const [top, bottom] = [clamp(v >> 16, LAST) << 6, clamp((v >> 16) + 1, LAST) << 6];
      const corners = [words[top | left]!, words[top | right]!, words[bottom | left]!, words[bottom | right]!] as const;
      const [along, down] = [(u >> 10) & 63, (v >> 10) & 63];
      const low = between(corners, 0, along, down);
      const high = between(corners, 8, along, down);
      warped[to++] = (low | (high << 8)) >>> 0;
    }
  }
}

/** Two bytes of each corner at once, those at `shift` and 16 bits above. */
function between([p, q, r, s]: readonly [number, number, number, number], shift: number, along: number, down: number) {
  const two = 0xff00ff;
  const upper = (((p >>> shift) & two) * (64 - along) + ((q >>> shift) & two) * along) >>> 5;
  const lower = (((r >>> shift) & two) * (64 - along) + ((s >>> shift) & two) * along) >>> 5;
  return (((upper & 0x1ff01ff) * (64 - down) + (lower & 0x1ff01ff) * down + 0x600060) >>> 7) & two;
}

/** A gradient with texture, where the mask shows no hand. */
function layBackground(recipe: Int32Array, at: number): void {
  const [from, to] = [recipe[at + RECIPE.colourFrom]!, recipe[at + RECIPE.colourTo]!];
  const [dx, dy] = [recipe[at + RECIPE.gradientX]!, recipe[at + RECIPE.gradientY]!];
  const [start, texture] = [recipe[at + RECIPE.gradientStart]!, recipe[at + RECIPE.texture]!];
  const grain = recipe[at + RECIPE.textureStart]!;
  for (let i = 0; i < PIXELS; i++) {
    const word = warped[i]!;
    const mask = word >>> 24;
    const hand = (mask >> 1) + (mask >> 7); // 0 to 128
    const along = clamp((start + dx * (i & LAST) + dy * (i >> 6)) >> 9, 128);
    const rough = (NOISE_TABLE[grain + i]! * texture + 64) >> 7;
    let made = 0;
    for (let shift = 0; shift < 24; shift += 8) {
      const first = (from >> shift) & 255;
      const behind = clamp((((((to >> shift) & 255) - first) * along) >> 7) + first + rough, 255);
      made |= (behind + (((((word >> shift) & 255) - behind) * hand + 64) >> 7)) << shift;
    }
    warped[i] = made;
  }
}

function colour(recipe: Int32Array, at: number, into: Uint8Array): void {
  const [g, o] = [at + RECIPE.gain, at + RECIPE.offset];
  for (let i = 0, to = 0; i < PIXELS; i++) {
    const word = warped[i]!;
    into[to++] = clamp((((word & 255) * recipe[g]!) >> 7) + recipe[o]!, 255);
    into[to++] = clamp(((((word >> 8) & 255) * recipe[g + 1]!) >> 7) + recipe[o + 1]!, 255);
    into[to++] = clamp(((((word >> 16) & 255) * recipe[g + 2]!) >> 7) + recipe[o + 2]!, 255);
  }
}

/** [1 2 1] / 4 along the rows, then along the columns; the edge is repeated. */
function blur(picture: Uint8Array): void {
  const row = IMAGE_SIZE * 3;
  for (let i = 0; i < IMAGE_BYTES; i++) {
    const x = i % row;
    const before = picture[x < 3 ? i : i - 3]!;
    const after = picture[x >= row - 3 ? i : i + 3]!;
    columns[i] = (before + 2 * picture[i]! + after + 2) >> 2;
  }
  for (let i = 0; i < IMAGE_BYTES; i++) {
    const above = columns[i < row ? i : i - row]!;
    const below = columns[i >= IMAGE_BYTES - row ? i : i + row]!;
    picture[i] = (above + 2 * columns[i]! + below + 2) >> 2;
  }
}

/** @param amount quarters of a level: the table's deviation is 32 */
function addNoise(picture: Uint8Array, amount: number, start: number): void {
  for (let i = 0; i < IMAGE_BYTES; i++) {
    picture[i] = clamp(picture[i]! + ((NOISE_TABLE[start + i]! * amount + 64) >> 7), 255);
  }
}

function cover(recipe: Int32Array, at: number, into: Uint8Array): void {
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

function clamp(value: number, most: number): number {
  return value < 0 ? 0 : value > most ? most : value;
}
