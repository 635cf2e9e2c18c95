/** The hand's shadow: its mask, blurred and moved. */
import { IMAGE_SIZE } from '../dataset.ts';
import { RECIPE } from './recipe-words.ts';
import { clamp } from './warp.ts';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
const LAST = IMAGE_SIZE - 1;
const shade = new Uint8Array(PIXELS);

/**
 * @param words (64,64) with the mask in the highest byte
 * @param into (64,64) how much light is taken away, 0 to 128
 */
export function castShadow(words: Uint32Array, recipe: Int32Array, at: number, into: Uint8Array): void {
  const darkest = recipe[at + RECIPE.shadow]!;
  if (darkest === 0) {
    into.fill(0);
    return;
  }
  for (let i = 0; i < PIXELS; i++) shade[i] = words[i]! >>> 24;
  const reach = recipe[at + RECIPE.shadowReach]!;
  for (let doubling = 0; doubling < reach; doubling++) average(1 << doubling);
  // A box starts at its pixel: shift by half of it to centre it.
  const [dx, dy] = [
    recipe[at + RECIPE.shadowX]! - ((1 << reach) >> 1),
    recipe[at + RECIPE.shadowY]! - ((1 << reach) >> 1),
  ];
  for (let i = 0; i < PIXELS; i++) {
    const [x, y] = [clamp((i & LAST) + dx, LAST), clamp((i >> 6) + dy, LAST)];
    const value = shade[y * IMAGE_SIZE + x]!;
    into[i] = (((value >> 1) + (value >> 7)) * darkest) >> 7;
  }
}

/** Averages each pixel with the one `distance` to the right, then with the one `distance` below; the edge is repeated. */
function average(distance: number): void {
  for (let i = 0; i < PIXELS; i++) {
    const x = i & LAST;
    shade[i] = (shade[i]! + shade[i - x + clamp(x + distance, LAST)]! + 1) >> 1;
  }
  for (let i = 0; i < PIXELS; i++) {
    const below = clamp((i >> 6) + distance, LAST);
    shade[i] = (shade[i]! + shade[below * IMAGE_SIZE + (i & LAST)]! + 1) >> 1;
  }
}
