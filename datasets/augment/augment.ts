/**
 * Applies a recipe to one picture, in integer arithmetic only: the kernels (fused/kernels/augment.h) do the same operations
 * on the same numbers and give the same bytes. The order is: warp; the hand's light and tint, its shadow, the background;
 * light, saturation, tones, gain and offset; blur, sharpening, noise, cutout.
 */
import { IMAGE_SIZE } from '../dataset.ts';
import { paintBackdrop } from './backdrop.ts';
import { addNoise, blur, cover, sharpen } from './filters.ts';
import { BACKDROP, RECIPE, readsMask } from './recipe.ts';
import { castShadow } from './shadow.ts';
import { tone } from './tone.ts';
import { pack, warp } from './warp.ts';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
const words = new Uint32Array(PIXELS);
const warped = new Uint32Array(PIXELS);
const backdrop = new Uint32Array(PIXELS);
const dark = new Uint8Array(PIXELS);

/**
 * @param picture (64,64,3) RGB
 * @param mask (64,64) how much of each pixel is hand, 0 to 255; null if unknown: then the background stays
 * @param recipe RECIPE_WORDS starting at `at`, settled (settleRecipe) for the set
 * @param into (64,64,3)
 * @param set (N,64,64,3) whose pieces may become backgrounds
 */
export function augment(
  picture: Uint8Array,
  mask: Uint8Array | null,
  recipe: Int32Array,
  into: Uint8Array,
  at = 0,
  set: Uint8Array = picture,
): Uint8Array {
  pack(picture, mask, words);
  warp(words, recipe, at + RECIPE.matrix, warped, recipe, at + RECIPE.bend);
  if (mask && readsMask(recipe, at)) composite(recipe, at, set);
  tone(warped, recipe, at, into);
  for (let pass = 0; pass < recipe[at + RECIPE.blur]!; pass++) blur(into);
  if (recipe[at + RECIPE.sharpen]! > 0) sharpen(into, recipe[at + RECIPE.sharpen]!);
  if (recipe[at + RECIPE.noise]! > 0) addNoise(into, recipe[at + RECIPE.noise]!, recipe[at + RECIPE.noiseStart]!);
  cover(recipe, at, into);
  return into;
}

/** Composites the hand in its own light over the background with the hand's shadow. */
function composite(recipe: Int32Array, at: number, set: Uint8Array): void {
  const own = recipe[at + RECIPE.background] === BACKDROP.own;
  if (!own) paintBackdrop(recipe, at, set, backdrop);
  castShadow(warped, recipe, at, dark);
  for (let i = 0; i < PIXELS; i++) {
    const word = warped[i]!;
    const mask = word >>> 24;
    const hand = (mask >> 1) + (mask >> 7); // 0 to 128
    const back = own ? word : backdrop[i]!;
    let made = 0;
    for (let channel = 0, shift = 0; channel < 3; channel++, shift += 8) {
      const lit = (back >> shift) & 255;
      const behind = lit - ((lit * dark[i]!) >> 7);
      const front = Math.min((((word >> shift) & 255) * recipe[at + RECIPE.handGain + channel]!) >> 7, 255);
      made |= (behind + (((front - behind) * hand + 64) >> 7)) << shift;
    }
    warped[i] = made;
  }
}
