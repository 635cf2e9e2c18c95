/**
 * What is done to one picture, drawn and decided, in whole numbers: whoever carries it out (augment.ts, the kernels) adds
 * no rounding of its own. Everything that needs a sine, a root or a random number is done here and in draw-*.ts.
 */
import { type Augmentation, needsMasks } from './augmentation.ts';
import { writeBackground, writeClutter } from './draw-background.ts';
import { writeCutout, writeHand } from './draw-hand.ts';
import { lightOf, writeColour, writeTone } from './draw-light.ts';
import { leanOf, writeMatrix } from './draw-place.ts';
import { begin, below, type Draw, next, STREAM } from './draws.ts';
import { NOISE_STARTS } from './noise-table.ts';
import { BACKDROP, GAIN_ONE, LIGHT_ONE, RECIPE, RECIPE_WORDS, SATURATION_ONE } from './recipe-words.ts';

/** Most blur: two passes are a deviation of one pixel. */
const MOST_PASSES = 2;
/** Quarters of a level: what the kernels have room for in 16 bits. */
const MOST_NOISE = 255;

/**
 * Draws a recipe. The draws of one kind stay the same whatever the others are set to.
 * @param into (RECIPE_WORDS) from `at` on
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
  // Drawn last: what is not needed need not be drawn.
  if (augmentation.background > 0) writeBackground(augmentation, into, at);
  writeTone(augmentation, draw, into, at);
  if (needsMasks(augmentation)) {
    writeHand(augmentation, draw, into, at);
    writeClutter(augmentation, draw, into, at);
  }
}

/** A recipe alone. */
export function recipeOf(augmentation: Augmentation, draw: Draw): Int32Array {
  const recipe = new Int32Array(RECIPE_WORDS);
  writeRecipe(augmentation, draw, recipe);
  return recipe;
}

/**
 * What only those who have the picture and its set know.
 * @param masked whether it is known what of the picture is hand: else all that needs it is taken out
 * @param count pictures of the set, of which one may be the background
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
