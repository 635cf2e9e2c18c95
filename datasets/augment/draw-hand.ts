/** Draws changes to the hand, its shadow, and the cutout. */
import { IMAGE_SIZE } from '../dataset.ts';
import type { Augmentation } from './augmentation.ts';
import { begin, below, type Draw, either, factor, next, randomColour, STREAM } from './draws.ts';
import { gainOf, RECIPE } from './recipe-words.ts';

/** Maximum distance of the shadow along each axis, pixels; and its blur boxes: 4, 8 and 16 pixels. */
const FARTHEST = 9;
const [SMALLEST_REACH, REACHES] = [2, 3];

/** Light and tint of the hand, and its shadow. */
export function writeHand(
  { handLight, handTint, shadow }: Augmentation,
  draw: Draw,
  into: Int32Array,
  at: number,
): void {
  if (handLight === 0 && handTint === 0 && shadow === 0) return;
  begin(draw, STREAM.hand);
  const light = factor(handLight);
  for (let channel = 0; channel < 3; channel++) {
    into[at + RECIPE.handGain + channel] = gainOf(light * (1 + either(handTint)));
  }
  into[at + RECIPE.shadow] = Math.round(next() * shadow * 128);
  into[at + RECIPE.shadowX] = Math.round(either(FARTHEST));
  into[at + RECIPE.shadowY] = Math.round(either(FARTHEST));
  into[at + RECIPE.shadowReach] = SMALLEST_REACH + below(REACHES);
}

export function writeCutout({ cutout }: Augmentation, into: Int32Array, at: number): void {
  const side = Math.round(next() * cutout * IMAGE_SIZE);
  const x = below(IMAGE_SIZE);
  const y = below(IMAGE_SIZE);
  const colour = randomColour();
  if (side === 0) return;
  writeBox(x, y, side, side, into, at + RECIPE.cutout);
  into[at + RECIPE.cutoutColour] = colour;
}

/** Left, top, right, bottom of a box around (x,y), clipped to the picture. */
export function writeBox(x: number, y: number, width: number, height: number, into: Int32Array, at: number): void {
  const edge = (value: number) => Math.min(Math.max(value, 0), IMAGE_SIZE);
  into[at] = edge(x - (width >> 1));
  into[at + 1] = edge(y - (height >> 1));
  into[at + 2] = edge(x - (width >> 1) + width);
  into[at + 3] = edge(y - (height >> 1) + height);
}
