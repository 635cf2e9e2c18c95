/**
 * What is done to one picture, drawn and decided, in whole numbers: whoever carries it out (augment.ts, the kernels) adds
 * no rounding of its own. Everything that needs a sine, a root or a random number is done here.
 */
import { IMAGE_SIZE } from '../dataset.ts';
import { mix } from '../random/mix.ts';
import type { Augmentation } from './augmentation.ts';
import { NOISE_STARTS } from './noise-table.ts';

/** Words of a recipe, by their place in it. The kernels know the same list (fused/kernels/augment.h). */
export const RECIPE = {
  /** Six of the way back from an output pixel to its source, 16.16: x = (a * ox + b * oy + c), y = (d * ox + e * oy + f). */
  matrix: 0,
  /** Three, in 1/128. */
  gain: 6,
  /** Three, levels. */
  offset: 9,
  /** Passes of [1 2 1] / 4 along both axes. */
  blur: 12,
  /** In quarters of a level of standard deviation, and where in the table it begins. */
  noise: 13,
  noiseStart: 14,
  /** Left, top, right, bottom of what is covered, right and bottom not in it; and its colour. */
  cutout: 15,
  cutoutColour: 19,
  /** 1: where the mask shows background, a gradient between two colours along (dx,dy) in 1/256 a pixel, with texture. */
  background: 20,
  colourFrom: 21,
  colourTo: 22,
  gradientX: 23,
  gradientY: 24,
  gradientStart: 25,
  texture: 26,
  textureStart: 27,
} as const;
export const RECIPE_WORDS = 28;

/** 1.0 in 16.16, in 1/128, and in 1/256. */
const ONE = 65536;
const GAIN_ONE = 128;
/** Most blur: two passes are a deviation of one pixel. */
const MOST_PASSES = 2;
/** Largest values that the arithmetic of augment.ts has room for. */
const MOST_GAIN = 255;
/** Quarters of a level: what the kernels have room for in 16 bits. */
const MOST_NOISE = 255;
/** Texture of a made-up background, in quarters of a level. */
const TEXTURE = 48;

export interface Draw {
  /** Of the run. */
  readonly seed: number;
  /** Optimizer steps taken before this one. */
  readonly step: number;
  /** In the mini-batch. */
  readonly place: number;
}

/** Tells these draws from the dropout's, which have the same seed and step. */
const STREAM = 0x61756721;
/** The state of the drawing: four words by themselves, since a recipe is drawn for every picture of every step. */
let s0 = 0;
let s1 = 0;
let s2 = 0;
let s3 = 0;

/** Every picture of every step has numbers of its own, whoever draws them and in whatever order. */
function begin({ seed, step, place }: Draw): void {
  const low = mix(mix(STREAM) ^ seed);
  const word = mix(mix(mix(low ^ Math.floor(seed / 2 ** 32)) ^ step) ^ place);
  // xoshiro's state may not be all zeros.
  s0 = mix(word) | 1;
  s1 = mix(word + 0x9e3779b9);
  s2 = mix(word + 2 * 0x9e3779b9);
  s3 = mix(word + 3 * 0x9e3779b9);
}

/** xoshiro128** (Blackman & Vigna 2021): uniform in [0,1). */
function next(): number {
  const mixed = Math.imul(s1, 5);
  const result = Math.imul((mixed << 7) | (mixed >>> 25), 9) >>> 0;
  const shifted = s1 << 9;
  s2 ^= s0;
  s3 ^= s1;
  s1 ^= s2;
  s0 ^= s3;
  s2 ^= shifted;
  s3 = (s3 << 11) | (s3 >>> 21);
  return result / 2 ** 32;
}

const either = (most: number) => (2 * next() - 1) * most;

/**
 * Draws a recipe. The draws of one kind stay the same whatever the others are set to.
 * @param into (RECIPE_WORDS) from `at` on
 */
export function writeRecipe(augmentation: Augmentation, draw: Draw, into: Int32Array, at = 0): void {
  begin(draw);
  into.fill(0, at, at + RECIPE_WORDS);
  writeMatrix(augmentation, into, at + RECIPE.matrix);
  writeColour(augmentation, into, at);
  const passes = 1 + Math.floor(next() * MOST_PASSES);
  into[at + RECIPE.blur] = next() < augmentation.blur ? passes : 0;
  into[at + RECIPE.noise] = Math.min(Math.round(next() * augmentation.noise * 4), MOST_NOISE);
  into[at + RECIPE.noiseStart] = Math.floor(next() * NOISE_STARTS);
  writeCutout(augmentation, into, at);
  // Drawn last: what is not needed need not be drawn.
  if (augmentation.background > 0) writeBackground(augmentation, into, at);
}

/** A recipe by itself. */
export function recipeOf(augmentation: Augmentation, draw: Draw): Int32Array {
  const recipe = new Int32Array(RECIPE_WORDS);
  writeRecipe(augmentation, draw, recipe);
  return recipe;
}

/** Turned, scaled, mirrored about the middle, then shifted; written down the other way round. */
function writeMatrix({ rotation, scale, shift, flip }: Augmentation, into: Int32Array, at: number): void {
  const angle = (either(rotation) * Math.PI) / 180;
  const size = Math.exp(either(Math.log(1 + scale)));
  const dx = either(shift) * IMAGE_SIZE;
  const dy = either(shift) * IMAGE_SIZE;
  const mirror = next() < flip ? -1 : 1;
  const e = Math.cos(angle) / size;
  const d = -Math.sin(angle) / size;
  const a = mirror * e;
  const b = -mirror * d;
  // From the middle of an output pixel, relative to the middle of the picture, to the middle of a source pixel.
  const middle = IMAGE_SIZE / 2;
  const x = 0.5 - middle - dx;
  const y = 0.5 - middle - dy;
  into[at] = Math.round(a * ONE);
  into[at + 1] = Math.round(b * ONE);
  into[at + 2] = Math.round((a * x + b * y + middle - 0.5) * ONE);
  into[at + 3] = Math.round(d * ONE);
  into[at + 4] = Math.round(e * ONE);
  into[at + 5] = Math.round((d * x + e * y + middle - 0.5) * ONE);
}

/** (v - 128) * contrast + 128, all channels by the brightness, each by its own colour. */
function writeColour({ brightness, contrast, colour }: Augmentation, into: Int32Array, at: number): void {
  const strength = 1 + either(contrast);
  const lift = 128 * (1 - strength) + either(brightness) * 255;
  for (let channel = 0; channel < 3; channel++) {
    const own = 1 + either(colour);
    const gain = Math.min(Math.max(Math.round(strength * own * GAIN_ONE), 0), MOST_GAIN);
    into[at + RECIPE.gain + channel] = gain;
    into[at + RECIPE.offset + channel] = Math.round(lift * own);
  }
}

function writeCutout({ cutout }: Augmentation, into: Int32Array, at: number): void {
  const side = Math.round(next() * cutout * IMAGE_SIZE);
  const x = Math.floor(next() * IMAGE_SIZE);
  const y = Math.floor(next() * IMAGE_SIZE);
  const colour = randomColour();
  if (side === 0) return;
  const edge = (value: number) => Math.min(Math.max(value, 0), IMAGE_SIZE);
  into[at + RECIPE.cutout] = edge(x - (side >> 1));
  into[at + RECIPE.cutout + 1] = edge(y - (side >> 1));
  into[at + RECIPE.cutout + 2] = edge(x - (side >> 1) + side);
  into[at + RECIPE.cutout + 3] = edge(y - (side >> 1) + side);
  into[at + RECIPE.cutoutColour] = colour;
}

function writeBackground({ background }: Augmentation, into: Int32Array, at: number): void {
  into[at + RECIPE.background] = Number(next() < background);
  into[at + RECIPE.colourFrom] = randomColour();
  into[at + RECIPE.colourTo] = randomColour();
  const angle = next() * 2 * Math.PI;
  // From one colour to the other along the picture's side.
  const dx = (Math.cos(angle) * 256) / IMAGE_SIZE;
  const dy = (Math.sin(angle) * 256) / IMAGE_SIZE;
  into[at + RECIPE.gradientX] = Math.round(dx * 256);
  into[at + RECIPE.gradientY] = Math.round(dy * 256);
  into[at + RECIPE.gradientStart] = Math.round((128 - (dx + dy) * (IMAGE_SIZE / 2)) * 256);
  into[at + RECIPE.texture] = Math.floor(next() * TEXTURE);
  into[at + RECIPE.textureStart] = Math.floor(next() * NOISE_STARTS);
}

/** Red in the lowest byte. */
const randomColour = () => Math.floor(next() * 2 ** 24);
