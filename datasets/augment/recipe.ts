/**
 * All random decisions about one picture's augmentation, in integers: the code that applies it (augment.ts, the kernels)
 * adds no rounding of its own. Everything that needs a sine, a root or a random number is done here and in draw-*.ts.
 */
import { type Augmentation, needsMasks } from './augmentation.ts';
import { writeBackground, writeClutter } from './draw-background.ts';
import { writeCutout, writeHand } from './draw-hand.ts';
import { lightOf, writeColour, writeTone } from './draw-light.ts';
import { leanOf, writeMatrix } from './draw-place.ts';
import { begin, below, type Draw, next, STREAM } from './draws.ts';
import { NOISE_STARTS } from './noise-table.ts';
import { BACKDROP, GAIN_ONE, LIGHT_ONE, RECIPE, RECIPE_WORDS, SATURATION_ONE } from './recipe-words.ts';

/** Maximum blur: two passes have a deviation of one pixel. */
const MOST_PASSES = 2;
/** Quarters of a level: the kernels' limit in 16 bits. */
const MOST_NOISE = 255;

/**
 * Draws a recipe. The draws of one kind do not depend on the strengths of the others.
 * @param into (RECIPE_WORDS) starting at `at`
 */
export function writeRecipe(augmentation: Augmentation, draw: Draw, into: Int32Array, at = 0): void {
  into.fill(0, at, at + RECIPE_WORDS);
  into[at + RECIPE.light] = LIGHT_ONE;
  into[at + RECIPE.saturation] = SATURATION_ONE;
  into.fill(GAIN_ONE, at + RECIPE.handGain, at + RECIPE.handGain + 3);
  const lean = leanOf(augmentation, draw);
  const exposure = lightOf(augmentation, draw);
  begin(draw, STREAM.first);
  writeMatrix(augmentation, lean, into, at);
  writeColour(augmentation, exposure, into, at);
  const passes = 1 + below(MOST_PASSES);
  into[at + RECIPE.blur] = next() < augmentation.blur ? passes : 0;
  into[at + RECIPE.noise] = Math.min(Math.round(next() * augmentation.noise * 4), MOST_NOISE);
  into[at + RECIPE.noiseStart] = below(NOISE_STARTS);
  writeCutout(augmentation, into, at);
  // Drawn last in its stream, so that it can be skipped.
  if (augmentation.background > 0) writeBackground(augmentation, into, at);
  writeTone(augmentation, draw, into, at);
  if (needsMasks(augmentation)) {
    writeHand(augmentation, draw, into, at);
    writeClutter(augmentation, draw, into, at);
  }
}

/** Draws a recipe into a new array. */
export function recipeOf(augmentation: Augmentation, draw: Draw): Int32Array {
  const recipe = new Int32Array(RECIPE_WORDS);
  writeRecipe(augmentation, draw, recipe);
  return recipe;
}

/**
 * Adapts a recipe to the picture and its set.
 * @param masked whether the picture has a foreground mask: otherwise everything that needs one is removed
 * @param count pictures in the set, of which one may be the background
 */
export function settleRecipe(recipe: Int32Array, masked: boolean, count: number, at = 0): void {
  if (!masked) {
    recipe[at + RECIPE.background] = BACKDROP.own;
    recipe[at + RECIPE.shadow] = 0;
    recipe.fill(GAIN_ONE, at + RECIPE.handGain, at + RECIPE.handGain + 3);
  }
  recipe[at + RECIPE.piece] = recipe[at + RECIPE.piece]! % count;
}

/** Whether a recipe reads the mask. */
export function readsMask(recipe: Int32Array, at = 0): boolean {
  const g = at + RECIPE.handGain;
  const lit = recipe[g] !== GAIN_ONE || recipe[g + 1] !== GAIN_ONE || recipe[g + 2] !== GAIN_ONE;
  return recipe[at + RECIPE.background] !== BACKDROP.own || recipe[at + RECIPE.shadow] !== 0 || lit;
}

export { BACKDROP, type Draw, RECIPE, RECIPE_WORDS };
