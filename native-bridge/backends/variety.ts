/** Augmentation for every backend: noise and recipes for each mini-batch, and pictures for those without own kernels. */
import { augment } from '../../datasets/augment/augment.ts';
import { isOff, needsMasks } from '../../datasets/augment/augmentation.ts';
import { type Masks, masksOf } from '../../datasets/augment/masks.ts';
import { NOISE_TABLE } from '../../datasets/augment/noise-table.ts';
import { RECIPE_WORDS, settleRecipe, writeRecipe } from '../../datasets/augment/recipe.ts';
import { BackendError, type Opening } from './backend.ts';

/** Pixels of a picture: 64 x 64. */
const PIXELS = 4096;
const NONE = new Int32Array(0);

/** The inputs of recipes. */
export interface Variation {
  /** NOISE_TABLE of datasets/augment. */
  readonly noise: Int8Array;
  /** (N,64,64) how much of a pixel is hand; empty if not needed. */
  readonly masks: Uint8Array;
}

export class Variety {
  /** Null without augmentation. */
  readonly variation: Variation | null;
  private readonly opening: Opening;
  /** Null if not needed. */
  private readonly masks: Masks | null;
  private words = NONE;

  /** @throws BackendError if augmentation is requested for pictures that are not 64x64 RGB. */
  constructor(opening: Opening) {
    this.opening = opening;
    const { augmentation, images, foreground } = opening;
    const off = !augmentation || isOff(augmentation);
    if (!off) requireSize(opening);
    this.masks = !off && needsMasks(augmentation) ? (foreground ?? masksOf(images)) : null;
    this.variation = off ? null : { noise: NOISE_TABLE, masks: this.masks?.pixels ?? new Uint8Array(0) };
  }

  /** (indices, RECIPE_WORDS) for the step after `steps`; valid until the next call. Empty without augmentation. */
  recipes(indices: Int32Array, steps: number): Int32Array {
    if (!this.variation) return NONE;
    const length = indices.length * RECIPE_WORDS;
    if (this.words.length < length) this.words = new Int32Array(length);
    this.write(indices, steps, this.words, 0);
    return this.words.subarray(0, length);
  }

  /** (indices of all, RECIPE_WORDS) for all those steps, the first after `steps`. Empty without augmentation. */
  recipesOfSteps(batches: readonly Int32Array[], steps: number): Int32Array {
    if (!this.variation) return NONE;
    const words = new Int32Array(batches.reduce((sum, { length }) => sum + length, 0) * RECIPE_WORDS);
    let at = 0;
    for (const [step, indices] of batches.entries()) {
      this.write(indices, steps + step, words, at);
      at += indices.length * RECIPE_WORDS;
    }
    return words;
  }

  /** (indices,64,64,3) for that step, computed here; null without augmentation. */
  pictures(indices: Int32Array, steps: number): Uint8Array | null {
    if (!this.variation) return null;
    const recipes = this.recipes(indices, steps);
    const size = PIXELS * 3;
    const made = new Uint8Array(indices.length * size);
    for (const [place, index] of indices.entries()) {
      const picture = this.opening.images.subarray(index * size, (index + 1) * size);
      const mask = this.isMasked(index) ? this.masks!.pixels.subarray(index * PIXELS, (index + 1) * PIXELS) : null;
      const into = made.subarray(place * size, (place + 1) * size);
      augment(picture, mask, recipes, into, place * RECIPE_WORDS, this.opening.images);
    }
    return made;
  }

  /** The recipes of one mini-batch. */
  private write(indices: Int32Array, step: number, words: Int32Array, at: number): void {
    const { augmentation, seed, labels } = this.opening;
    for (let place = 0; place < indices.length; place++) {
      const own = at + place * RECIPE_WORDS;
      writeRecipe(augmentation!, { seed, step, place }, words, own);
      settleRecipe(words, this.isMasked(indices[place]!), labels.length, own);
    }
  }

  private isMasked(index: number): boolean {
    return this.masks?.known[index] === 1;
  }
}

function requireSize({ network }: Opening): void {
  const [height, width, channels] = network.input;
  if (height === 64 && width === 64 && channels === 3) return;
  throw new BackendError(
    `Pictures of ${height}x${width}x${channels} cannot be varied: augmentation needs 64x64 RGB.`,
    'Set the augmentation to 0, or give the network an input of 64x64x3.',
  );
}
