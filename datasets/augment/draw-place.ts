/** Draws the geometry: which source position each output pixel is read from. */
import { IMAGE_SIZE } from '../dataset.ts';
import type { Augmentation } from './augmentation.ts';
import { begin, type Draw, either, next, STREAM } from './draws.ts';
import { PLACE_ONE, RECIPE } from './recipe-words.ts';

/** Shear, and changes of size along x and y, per pixel. */
interface Lean {
  readonly slant: number;
  readonly along: number;
  readonly down: number;
}
const UPRIGHT: Lean = { slant: 0, along: 0, down: 0 };

export function leanOf({ shear, perspective }: Augmentation, draw: Draw): Lean {
  if (shear === 0 && perspective === 0) return UPRIGHT;
  begin(draw, STREAM.lean);
  const slant = either(shear);
  // Half of it along each axis adds up to the whole in the corners.
  return { slant, along: either(perspective) / IMAGE_SIZE, down: either(perspective) / IMAGE_SIZE };
}

/**
 * Rotates, scales, mirrors about the middle, then shifts; stored as the inverse map. Perspective is approximated to first
 * order: p * (1 + lean . p) instead of p / (1 - lean . p), which needs no division and is as smooth.
 */
export function writeMatrix(
  { rotation, scale, shift, flip }: Augmentation,
  { slant, along, down }: Lean,
  into: Int32Array,
  at: number,
): void {
  const angle = (either(rotation) * Math.PI) / 180;
  const size = Math.exp(either(Math.log(1 + scale)));
  const dx = either(shift) * IMAGE_SIZE;
  const dy = either(shift) * IMAGE_SIZE;
  const mirror = next() < flip ? -1 : 1;
  const cosine = Math.cos(angle) / size;
  const d = -Math.sin(angle) / size;
  const a = mirror * cosine;
  const b = -mirror * d + a * slant;
  const e = cosine + d * slant;
  // From the centre of an output pixel, relative to the picture's middle, to the centre of a source pixel.
  const middle = IMAGE_SIZE / 2;
  const x = 0.5 - middle - dx;
  const y = 0.5 - middle - dy;
  writeRow(a, b);
  writeRow(d, e, 3);

  /** (p * X + q * Y) * (1 + along * X + down * Y), with X = ox + x and Y = oy + y, as powers of ox and oy. */
  function writeRow(p: number, q: number, row = 0): void {
    const cross = p * down + q * along;
    const m = at + RECIPE.matrix + row;
    into[m] = Math.round((p + 2 * p * along * x + cross * y) * PLACE_ONE);
    into[m + 1] = Math.round((q + 2 * q * down * y + cross * x) * PLACE_ONE);
    into[m + 2] = Math.round(((p * x + q * y) * (1 + along * x + down * y) + middle - 0.5) * PLACE_ONE);
    const bend = at + RECIPE.bend + row;
    into[bend] = Math.round(p * along * PLACE_ONE);
    into[bend + 1] = Math.round(cross * PLACE_ONE);
    into[bend + 2] = Math.round(q * down * PLACE_ONE);
  }
}
