/**
 * Segments the hand in a picture without a model. The wall looks like the border, with smoothly varying light; a shadow is
 * a darker wall; the hand has colours that the wall does not have; neighbouring pixels agree. Several rounds refine the
 * estimates of wall and hand. If doubt remains (a cluttered room, a hand that looks like the wall), there is no mask.
 */
import { agree, couplingsOf } from './foreground/agree.ts';
import { rateColours } from './foreground/colours.ts';
import { outline } from './foreground/outline.ts';
import { keepHand } from './foreground/pieces.ts';
import { isPlausible } from './foreground/plausible.ts';
import { band, fitWall, PIXELS } from './foreground/wall.ts';

const bandPixels = band.reduce((sum, is) => sum + is, 0);
/** Robust fits of the border, each giving less weight to outliers; and rounds after them. */
const [FITS, ROUNDS] = [3, 3];
/** Minimum deviation of a wall's colours, levels. */
const LEAST = 4;
/** Deviations of its light, towards darker and brighter; the minimum and maximum light that a wall may have. */
const [SHADE, LAMP] = [0.28, 0.1];
const [DARKEST, LIGHTEST] = [0.3, 1.15];
/** Maximum log odds from one pixel's colour; log odds against a hand in the border. */
const [MOST, IN_BAND] = [7, 1.5];
const weights = new Float64Array(PIXELS);
const wall = new Float64Array(PIXELS * 3);
const hand = new Float64Array(PIXELS);
const logOdds = new Float64Array(PIXELS);
const colours = new Float64Array(PIXELS);
const distances = new Float64Array(bandPixels);

/**
 * @param picture (64,64,3) RGB
 * @returns (64,64) 255 for hand, 0 for background, softened in between; null if the hand cannot be segmented
 */
export function foregroundOf(picture: Uint8Array): Uint8Array | null {
  let spread = fitBorder(picture);
  const couplings = couplingsOf(picture);
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) {
      for (let i = 0; i < PIXELS; i++) weights[i] = Math.max(0.375 - 0.625 * hand[i]!, 0);
      fitWall(picture, weights, wall);
      spread = spreadOf(picture);
      if (!rateColours(picture, hand, colours)) return null;
    }
    for (let i = 0; i < PIXELS; i++) logOdds[i] = logOddsOf(picture, i, spread, round === 0) - band[i]! * IN_BAND;
    agree(logOdds, couplings, hand);
  }
  const main = keepHand(hand);
  return isPlausible(picture, hand, { main, spread }) ? outline(hand) : null;
}

/** Fits the wall to the border, ignoring the hand where it crosses the border. @returns the wall's deviation, levels */
function fitBorder(picture: Uint8Array): number {
  for (let i = 0; i < PIXELS; i++) weights[i] = band[i]!;
  let spread = LEAST;
  for (let fit = 0; fit < FITS; fit++) {
    fitWall(picture, weights, wall);
    let at = 0;
    for (let i = 0; i < PIXELS; i++) if (band[i] === 1) distances[at++] = Math.sqrt(squareFrom(picture, i, 1) / 3);
    // Most of the border is wall, even if a hand reaches it.
    spread = Math.max(distances.sort()[Math.floor(bandPixels * 0.6)]!, LEAST);
    for (let i = 0; i < PIXELS; i++) {
      const square = squareFrom(picture, i, 1) / (12 * spread * spread);
      weights[i] = band[i]! / (1 + square * square);
    }
  }
  return spread;
}

/** How bright this pixel is relative to the wall, if it were wall. */
function lightOn(picture: Uint8Array, i: number): number {
  const [r, g, b] = [wall[i * 3]!, wall[i * 3 + 1]!, wall[i * 3 + 2]!];
  const light = (picture[i * 3]! * r + picture[i * 3 + 1]! * g + picture[i * 3 + 2]! * b) / (r * r + g * g + b * b);
  return light < DARKEST ? DARKEST : light > LIGHTEST ? LIGHTEST : light;
}

/** Squared distance from the wall in that light, over all channels, levels. */
function squareFrom(picture: Uint8Array, i: number, light: number): number {
  const r = picture[i * 3]! - light * wall[i * 3]!;
  const g = picture[i * 3 + 1]! - light * wall[i * 3 + 1]!;
  const b = picture[i * 3 + 2]! - light * wall[i * 3 + 2]!;
  return r * r + g * g + b * b;
}

function spreadOf(picture: Uint8Array): number {
  let [sum, total] = [0, 1];
  for (let i = 0; i < PIXELS; i++) {
    const weight = weights[i]!;
    if (weight < 0.3) continue;
    sum += weight * squareFrom(picture, i, lightOn(picture, i));
    total += 3 * weight;
  }
  return Math.max(Math.sqrt(sum / total), LEAST);
}

/** Log odds of hand against wall; in the first round from the wall alone, since the hand's colours are unknown. */
function logOddsOf(picture: Uint8Array, i: number, spread: number, first: boolean): number {
  const light = lightOn(picture, i);
  const square = squareFrom(picture, i, light);
  const change = (1 - light) / (light < 1 ? SHADE : LAMP);
  // A Gaussian of the colour times one of the light; 4.1 is the logarithm of their normalisation.
  const likeWall = -square / (2 * spread * spread) - (change * change) / 2 - 2 * Math.log(spread) - 4.1;
  const odds = first
    ? 1.2 * (Math.sqrt(square) / spread + 25 * Math.max(0.65 - light, 0) - 4.5)
    : colours[i]! - Math.max(likeWall, -19);
  return Math.min(Math.max(odds, -MOST), MOST);
}
