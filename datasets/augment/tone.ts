/** Applies light, saturation, gamma, gain and offset to every pixel. */
import { IMAGE_SIZE } from '../dataset.ts';
import { RECIPE } from './recipe-words.ts';
import { clamp } from './warp.ts';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
const LAST = IMAGE_SIZE - 1;

/** @param words (64,64); @param into (64,64,3) */
export function tone(words: Uint32Array, recipe: Int32Array, at: number, into: Uint8Array): void {
  const [g, o] = [at + RECIPE.gain, at + RECIPE.offset];
  for (let i = 0, to = 0; i < PIXELS; i++, to += 3) {
    const light = lightAt(recipe, at, i & LAST, i >> 6);
    const word = words[i]!;
    const red = lit(word & 255, light);
    const green = lit((word >> 8) & 255, light);
    const blue = lit((word >> 16) & 255, light);
    const grey = (77 * red + 150 * green + 29 * blue) >> 8;
    const saturation = recipe[at + RECIPE.saturation]!;
    const gamma = recipe[at + RECIPE.gamma]!;
    const bent = (value: number) => {
      const coloured = clamp(grey + (((value - grey) * saturation + 32) >> 6), 255);
      return coloured + ((((coloured * (255 - coloured)) >> 6) * gamma) >> 8);
    };
    into[to] = clamp(((bent(red) * recipe[g]!) >> 7) + recipe[o]!, 255);
    into[to + 1] = clamp(((bent(green) * recipe[g + 1]!) >> 7) + recipe[o + 1]!, 255);
    into[to + 2] = clamp(((bent(blue) * recipe[g + 2]!) >> 7) + recipe[o + 2]!, 255);
  }
}

/** In 1/128, up to almost 2. */
function lightAt(recipe: Int32Array, at: number, x: number, y: number): number {
  const from = (2 * x - LAST) ** 2 + (2 * y - LAST) ** 2;
  const slope = recipe[at + RECIPE.light]! + recipe[at + RECIPE.lightX]! * x + recipe[at + RECIPE.lightY]! * y;
  return clamp((slope - recipe[at + RECIPE.vignette]! * from) >> 16, 255);
}

const lit = (value: number, light: number) => Math.min((value * light) >> 7, 255);
