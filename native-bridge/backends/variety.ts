/** Varied pictures for every backend: masks and noise once, recipes for each mini-batch, and who has no kernels for it, pictures. */
import { augment } from '../../datasets/augment/augment.ts';
import { isOff } from '../../datasets/augment/augmentation.ts';
import { foregroundOf } from '../../datasets/augment/foreground.ts';
import { NOISE_TABLE } from '../../datasets/augment/noise-table.ts';
import { RECIPE, RECIPE_WORDS, writeRecipe } from '../../datasets/augment/recipe.ts';
import { BackendError, type Opening } from './backend.ts';

/** Pixels of a picture: 64 x 64. */
const PIXELS = 4096;
const NONE = new Int32Array(0);

/** What recipes are carried out with. */
export interface Variation {
  /** NOISE_TABLE of datasets/augment. */
  readonly noise: Int8Array;
  /** (N,64,64) how much of a pixel is hand; empty where no background is replaced. */
  readonly masks: Uint8Array;
}

export class Variety {
  /** Null where pictures are trained on as they are. */
  readonly variation: Variation | null;
  private readonly opening: Opening;
  /** (N) 1 where a picture's background can be told from the hand. */
  private readonly masked: Uint8Array;
  private words = NONE;

  /** @throws BackendError where pictures that are no 64x64 RGB are to be varied. */
  constructor(opening: Opening) {
    this.opening = opening;
    const { augmentation, labels } = opening;
    this.masked = new Uint8Array(labels.length);
    const off = !augmentation || isOff(augmentation);
    if (!off) requireSize(opening);
    this.variation = off
      ? null
      : { noise: NOISE_TABLE, masks: augmentation.background > 0 ? this.masks() : new Uint8Array(0) };
  }

  /** (indices, RECIPE_WORDS) of the step behind `steps`; valid until the next call. Empty where nothing is varied. */
  recipes(indices: Int32Array, steps: number): Int32Array {
    const { augmentation, seed } = this.opening;
    if (!this.variation || !augmentation) return NONE;
    const length = indices.length * RECIPE_WORDS;
    if (this.words.length < length) this.words = new Int32Array(length);
    for (let place = 0; place < indices.length; place++) {
      const at = place * RECIPE_WORDS;
      writeRecipe(augmentation, { seed, step: steps, place }, this.words, at);
      if (this.masked[indices[place]!] !== 1) this.words[at + RECIPE.background] = 0;
    }
    return this.words.subarray(0, length);
  }

  /** (indices,64,64,3) of that step, made here; null where nothing is varied. */
  pictures(indices: Int32Array, steps: number): Uint8Array | null {
    if (!this.variation) return null;
    const { masks } = this.variation;
    const recipes = this.recipes(indices, steps);
    const size = PIXELS * 3;
    const made = new Uint8Array(indices.length * size);
    for (const [place, index] of indices.entries()) {
      const picture = this.opening.images.subarray(index * size, (index + 1) * size);
      const mask = this.masked[index] === 1 ? masks.subarray(index * PIXELS, (index + 1) * PIXELS) : null;
      augment(picture, mask, recipes, made.subarray(place * size, (place + 1) * size), place * RECIPE_WORDS);
    }
    return made;
  }

  /** (N,64,64); of a picture whose background cannot be told, zeros that nobody reads. */
  private masks(): Uint8Array {
    const { images, labels } = this.opening;
    const masks = new Uint8Array(labels.length * PIXELS);
    for (let i = 0; i < labels.length; i++) {
      const mask = foregroundOf(images.subarray(i * PIXELS * 3, (i + 1) * PIXELS * 3));
      this.masked[i] = Number(mask !== null);
      if (mask) masks.set(mask, i * PIXELS);
    }
    return masks;
  }
}

function requireSize({ network }: Opening): void {
  const [height, width, channels] = network.input;
  if (height === 64 && width === 64 && channels === 3) return;
  throw new BackendError(
    `Pictures of ${height}x${width}x${channels} cannot be varied: augmentation knows 64x64 RGB.`,
    'Set the augmentation to 0, or give the network an input of 64x64x3.',
  );
}
