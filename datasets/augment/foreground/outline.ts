/** From each pixel's confidence to a mask. */
import { IMAGE_SIZE } from '../../dataset.ts';
import { PIXELS } from './wall.ts';

/** By how much the mask is shrunk: at the hand's edge the wall shows through. */
const LESS = 0.1;
const LAST = IMAGE_SIZE - 1;
const rows = new Float64Array(PIXELS);

/**
 * [1 2 1] / 4 along both axes, for a soft edge.
 * @param hand (4096) -1 background to 1 hand
 * @returns (64,64) 0 to 255
 */
export function outline(hand: Float64Array): Uint8Array {
  for (let i = 0; i < PIXELS; i++) {
    const x = i % IMAGE_SIZE;
    rows[i] = 2 * hand[i]! + hand[x > 0 ? i - 1 : i]! + hand[x < LAST ? i + 1 : i]!;
  }
  const mask = new Uint8Array(PIXELS);
  for (let i = 0; i < PIXELS; i++) {
    const above = rows[i >= IMAGE_SIZE ? i - IMAGE_SIZE : i]!;
    const below = rows[i < PIXELS - IMAGE_SIZE ? i + IMAGE_SIZE : i]!;
    const mean = (2 * rows[i]! + above + below) / 16;
    mask[i] = Math.round(255 * Math.min(Math.max(mean + 0.5 - LESS, 0), 1));
  }
  return mask;
}
