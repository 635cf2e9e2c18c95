/** Draws the light of a whole picture and the camera's processing. */
import { IMAGE_SIZE } from '../dataset.ts';
import type { Augmentation } from './augmentation.ts';
import { begin, type Draw, either, factor, next, STREAM } from './draws.ts';
import { gainOf, LIGHT_ONE, RECIPE, SATURATION_ONE } from './recipe-words.ts';

/** Limits of augment.ts's arithmetic: the tone curve is increasing up to a bend of 64. */
const [MOST_BEND, MOST_SIXTY_FOURTHS] = [64, 127];

/** The exposure, drawn from its own stream, so that the colours' draws do not depend on it. */
export function lightOf({ exposure }: Augmentation, draw: Draw): number {
  if (exposure === 0) return 1;
  begin(draw, STREAM.exposure);
  return factor(exposure);
}

/** (v * exposure - 128) * contrast + 128, plus brightness for all channels, times a colour factor for each. */
export function writeColour(
  { brightness, contrast, colour }: Augmentation,
  exposure: number,
  into: Int32Array,
  at: number,
): void {
  const strength = 1 + either(contrast);
  const lift = 128 * (1 - strength) + either(brightness) * 255;
  for (let channel = 0; channel < 3; channel++) {
    const own = 1 + either(colour);
    into[at + RECIPE.gain + channel] = gainOf(strength * own * exposure);
    into[at + RECIPE.offset + channel] = Math.round(lift * own);
  }
}

export function writeTone(augmentation: Augmentation, draw: Draw, into: Int32Array, at: number): void {
  const { ramp, vignette, saturation, gamma, sharpen } = augmentation;
  if (ramp === 0 && vignette === 0 && saturation === 0 && gamma === 0 && sharpen === 0) return;
  begin(draw, STREAM.tone);
  writeLight(next() * ramp, next() * 2 * Math.PI, next() * vignette, into, at);
  const colourful = Math.round((1 + either(saturation)) * SATURATION_ONE);
  into[at + RECIPE.saturation] = Math.min(Math.max(colourful, 0), MOST_SIXTY_FOURTHS);
  const bend = Math.round((0.5 ** factor(gamma) - 0.5) * 256);
  into[at + RECIPE.gamma] = Math.min(Math.max(bend, -MOST_BEND), MOST_BEND);
  into[at + RECIPE.sharpen] = Math.min(Math.round(next() * sharpen * 64), MOST_SIXTY_FOURTHS);
}

/** A gradient through the middle, and vignetting towards the corners. */
function writeLight(ramp: number, angle: number, vignette: number, into: Int32Array, at: number): void {
  const last = IMAGE_SIZE - 1;
  const a = Math.round((ramp * Math.cos(angle) * LIGHT_ONE) / (IMAGE_SIZE / 2));
  const b = Math.round((ramp * Math.sin(angle) * LIGHT_ONE) / (IMAGE_SIZE / 2));
  into[at + RECIPE.light] = LIGHT_ONE - Math.floor(((a + b) * last) / 2);
  into[at + RECIPE.lightX] = a;
  into[at + RECIPE.lightY] = b;
  into[at + RECIPE.vignette] = Math.round((vignette * LIGHT_ONE) / (2 * last * last));
}
