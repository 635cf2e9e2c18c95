/** From light to bytes: compositing, shadow on the wall, blur, exposure, vignette, noise, and JPEG's colour resolution. */
import { CHANNELS, IMAGE_SIZE } from '../dataset.ts';
import { boxBlur } from './blur.ts';
import type { Knobs } from './knobs.ts';
import type { Random } from './random.ts';
import type { Light } from './shading.ts';
import { cosSin } from './vector.ts';
import { GRID } from './view.ts';
import { compress, sharpen } from './webcam.ts';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/**
 * Composites the hand over the background, 2 x 2 samples per pixel, each with a coverage from its distance to the outline.
 * @param colours (128,128,3) @param distance (128,128), samples @param background (64,64,3), becomes the picture
 * @returns (64,64) how much of each pixel is hand, arm or sleeve, 0 to 1; valid until the next call
 */
export function compose(
  colours: Float32Array,
  distance: Float32Array,
  background: Float32Array,
  light: Light,
  random: Random,
  knobs: Knobs,
): Float32Array {
  averageSamples(colours, distance);
  castShadow(background, cover, light, random, knobs);
  for (let p = 0; p < PIXELS; p++) {
    if (cover[p] === 0) continue;
    for (let c = 0; c < CHANNELS; c++) {
      const i = CHANNELS * p + c;
      background[i] = background[i]! * (1 - cover[p]!) + hand[i]!;
    }
  }
  return cover;
}

const cover = new Float32Array(PIXELS);
const hand = new Float32Array(CHANNELS * PIXELS);

/** Coverage (64,64) and colours weighted by it (64,64,3). */
function averageSamples(colours: Float32Array, distance: Float32Array): void {
  cover.fill(0);
  hand.fill(0);
  for (let s = 0; s < distance.length; s++) {
    if (distance[s]! >= 0.5) continue;
    const part = Math.min(0.5 - distance[s]!, 1) / 4;
    const p = ((s / GRID) >> 1) * IMAGE_SIZE + ((s % GRID) >> 1);
    cover[p] = cover[p]! + part;
    for (let c = 0; c < CHANNELS; c++) {
      hand[CHANNELS * p + c] = hand[CHANNELS * p + c]! + part * colours[CHANNELS * s + c]!;
    }
  }
}

const shadow = new Float32Array(PIXELS);

/** Darkens the wall by the hand's outline, moved away from the light and blurred. */
function castShadow(background: Float32Array, cover: Float32Array, light: Light, random: Random, knobs: Knobs): void {
  const gap = random.uniform(2, 14); // pixels between hand and wall
  if (!random.chance(knobs.shadowChance)) return;
  const depth = random.uniform(0.1, 0.5);
  const radius = 1 + Math.floor(gap / 4);
  const soft = boxBlur(boxBlur(cover, IMAGE_SIZE, radius, shadow), IMAGE_SIZE, radius, shadow);
  const [dx, dy] = [Math.round(-gap * light.direction[0]), Math.round(gap * light.direction[1])];
  const inside = (k: number) => Math.min(Math.max(k, 0), IMAGE_SIZE - 1);
  for (let p = 0; p < PIXELS; p++) {
    const x = p % IMAGE_SIZE;
    const y = (p / IMAGE_SIZE) | 0;
    const lit = 1 - depth * soft[inside(y - dy) * IMAGE_SIZE + inside(x - dx)]!;
    for (let c = 0; c < CHANNELS; c++) background[CHANNELS * p + c] = background[CHANNELS * p + c]! * lit;
  }
}

const noise = new Float64Array(CHANNELS * PIXELS);

/** Takes the picture: (64,64,3) linear light to bytes, written to `bytes`. */
export function photograph(light: Float32Array, random: Random, knobs: Knobs, bytes: Uint8Array): void {
  const exposed = expose(shake(light, random, knobs), random, knobs);
  const sensitivity = random.within(knobs.noise);
  random.bells(noise);
  // Photon noise grows with the root of the light; after encoding by a root it is uniform.
  for (let i = 0; i < exposed.length; i++) exposed[i] = Math.sqrt(Math.max(exposed[i]!, 0)) + sensitivity * noise[i]!;
  if (random.chance(knobs.sharpenChance)) sharpen(exposed, random.uniform(0.2, 1.2));
  softenColour(exposed, random.uniform(0.2, 1));
  if (random.chance(knobs.compressChance)) compress(exposed, random.uniform(0.012, 0.06));
  for (let i = 0; i < exposed.length; i++) bytes[i] = Math.min(Math.max(Math.floor(255 * exposed[i]! + 0.5), 0), 255);
}

/** Maximum reach of a blur, pixels. */
const REACH = 4;
const KERNEL = 2 * REACH + 1;
const MOVED = [-1.5, -0.75, 0, 0.75, 1.5] as const;
const UNFOCUSED = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [0, 0],
] as const;

/** Focus blur (equal in all directions) or motion blur (along one). */
function shake(light: Float32Array, random: Random, knobs: Knobs): Float32Array {
  if (!random.chance(knobs.blurChance)) return light;
  const reach = random.uniform(0.3, 1.3);
  const [c, s] = cosSin(random.uniform(0, 180));
  if (!random.chance(0.5)) return convolve(light, kernelOf(UNFOCUSED.map(([x, y]) => [x * reach, y * reach])));
  const way = reach * knobs.moveFactor;
  return convolve(light, kernelOf(MOVED.map((k) => [k * way * c, k * way * s])));
}

/** (9,9) weights that add up to 1: the mean of pictures shifted by fractions of a pixel, each bilinear over four pixels. */
function kernelOf(shifts: readonly (readonly [number, number])[]): Float32Array {
  const kernel = new Float32Array(KERNEL * KERNEL);
  for (const [dx, dy] of shifts) {
    const [ix, iy] = [Math.floor(dx), Math.floor(dy)];
    const [fx, fy] = [dx - ix, dy - iy];
    const at = (iy + REACH) * KERNEL + ix + REACH;
    const put = (offset: number, weight: number) => {
      if (weight > 0) kernel[at + offset] = kernel[at + offset]! + weight / shifts.length;
    };
    put(0, (1 - fx) * (1 - fy));
    put(1, fx * (1 - fy));
    put(KERNEL, (1 - fx) * fy);
    put(KERNEL + 1, fx * fy);
  }
  return kernel;
}

const blurred = new Float32Array(CHANNELS * PIXELS);

/** Convolves a (64,64,3) picture with a (9,9) kernel; edge pixels are repeated. */
function convolve(picture: Float32Array, kernel: Float32Array): Float32Array {
  const result = blurred.fill(0);
  const inside = (k: number) => Math.min(Math.max(k, 0), IMAGE_SIZE - 1);
  kernel.forEach((weight, k) => {
    if (weight === 0) return;
    const [dx, dy] = [(k % KERNEL) - REACH, ((k / KERNEL) | 0) - REACH];
    for (let y = 0; y < IMAGE_SIZE; y++) {
      const row = CHANNELS * inside(y + dy) * IMAGE_SIZE;
      let to = CHANNELS * y * IMAGE_SIZE;
      for (let x = 0; x < IMAGE_SIZE; x++, to += CHANNELS) {
        const from = row + CHANNELS * inside(x + dx);
        result[to] = result[to]! + weight * picture[from]!;
        result[to + 1] = result[to + 1]! + weight * picture[from + 1]!;
        result[to + 2] = result[to + 2]! + weight * picture[from + 2]!;
      }
    }
  });
  return result;
}

/** Exposure, white balance, and vignetting. */
function expose(light: Float32Array, random: Random, knobs: Knobs): Float32Array {
  const gain = random.within(knobs.exposure);
  const warmth = random.around(knobs.warmth);
  const balance = [gain * (1 + warmth), gain * (1 + random.around(0.03)), gain * (1 - warmth)];
  const vignette = random.within(knobs.vignette);
  const centre = (IMAGE_SIZE - 1) / 2;
  for (let p = 0; p < PIXELS; p++) {
    const x = (p % IMAGE_SIZE) / centre - 1;
    const y = ((p / IMAGE_SIZE) | 0) / centre - 1;
    const fall = 1 - (vignette * (x * x + y * y)) / 2;
    for (let c = 0; c < CHANNELS; c++) light[CHANNELS * p + c] = light[CHANNELS * p + c]! * fall * balance[c]!;
  }
  return light;
}

/** Offsets of a 2 x 2 block's four pixels from its first value. */
const BLOCK = [0, CHANNELS, CHANNELS * IMAGE_SIZE, CHANNELS * (IMAGE_SIZE + 1)] as const;

/** JPEG stores colour at half the resolution: moves the colours of each 2 x 2 block towards their mean by `amount`, not the luminance. */
function softenColour(picture: Float32Array, amount: number): void {
  for (let y = 0; y < IMAGE_SIZE; y += 2) {
    for (let x = 0; x < IMAGE_SIZE; x += 2) softenBlock(picture, CHANNELS * (y * IMAGE_SIZE + x), amount);
  }
}

/** Luminance is (R + 2 G + B) / 4, chroma is R and B minus luminance; G follows. */
function softenBlock(picture: Float32Array, start: number, amount: number): void {
  let [red, blue] = [0, 0];
  for (const k of BLOCK) {
    const i = start + k;
    const light = (picture[i]! + 2 * picture[i + 1]! + picture[i + 2]!) / 4;
    red += (picture[i]! - light) / 4;
    blue += (picture[i + 2]! - light) / 4;
  }
  for (const k of BLOCK) {
    const i = start + k;
    const light = (picture[i]! + 2 * picture[i + 1]! + picture[i + 2]!) / 4;
    picture[i] = picture[i]! + amount * (light + red - picture[i]!);
    picture[i + 2] = picture[i + 2]! + amount * (light + blue - picture[i + 2]!);
    picture[i + 1] = 2 * light - (picture[i]! + picture[i + 2]!) / 2;
  }
}
