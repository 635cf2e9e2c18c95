/**
 * Which pixels of a picture are hand, told without a model. The wall is what the border looks like, bent to the light of
 * the room; a shadow is the wall again, darker; the hand has colours that the wall has not; neighbours agree. In rounds:
 * each makes wall and hand surer. Where that leaves doubt (a room in pieces, a hand like the wall), there is no mask.
 */
import { agree, tiesOf } from './foreground/agree.ts';
import { rateColours } from './foreground/colours.ts';
import { outline } from './foreground/outline.ts';
import { keepHand } from './foreground/pieces.ts';
import { isPlausible } from './foreground/plausible.ts';
import { band, fitWall, PIXELS } from './foreground/wall.ts';

const banded = band.reduce((sum, is) => sum + is, 0);
/** Fits of the border, each with less of what does not fit; and rounds after it. */
const [FITS, ROUNDS] = [3, 3];
/** Least deviation of a wall's colours, levels. */
const LEAST = 4;
/** Deviations of its light, to the shadow and to the lamp; the least and the most light that a wall may have. */
const [SHADE, LAMP] = [0.28, 0.1];
const [DARKEST, LIGHTEST] = [0.3, 1.15];
/** Most that one pixel's colour may say; how much less likely a hand is in the border. */
const [MOST, IN_BAND] = [7, 1.5];
const weights = new Float64Array(PIXELS);
const wall = new Float64Array(PIXELS * 3);
const hand = new Float64Array(PIXELS);
const opinions = new Float64Array(PIXELS);
const colours = new Float64Array(PIXELS);
const distances = new Float64Array(banded);

/**
 * @param picture (64,64,3) RGB
 * @returns (64,64) 255 where it is hand, 0 where it is background, softened between; null where that cannot be told
 */
export function foregroundOf(picture: Uint8Array): Uint8Array | null {
  let spread = fitBorder(picture);
  const ties = tiesOf(picture);
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) {
      for (let i = 0; i < PIXELS; i++) weights[i] = Math.max(0.375 - 0.625 * hand[i]!, 0);
      fitWall(picture, weights, wall);
      spread = spreadOf(picture);
      if (!rateColours(picture, hand, colours)) return null;
    }
    for (let i = 0; i < PIXELS; i++) opinions[i] = opinionOf(picture, i, spread, round === 0) - band[i]! * IN_BAND;
    agree(opinions, ties, hand);
  }
  const main = keepHand(hand);
  return isPlausible(picture, hand, { main, spread }) ? outline(hand) : null;
}

/** The wall that the border shows, without the hand where it crosses it. @returns its deviation, levels */
function fitBorder(picture: Uint8Array): number {
  for (let i = 0; i < PIXELS; i++) weights[i] = band[i]!;
  let spread = LEAST;
  for (let fit = 0; fit < FITS; fit++) {
    fitWall(picture, weights, wall);
    let at = 0;
    for (let i = 0; i < PIXELS; i++) if (band[i] === 1) distances[at++] = Math.sqrt(squareFrom(picture, i, 1) / 3);
    // Most of it is wall, though a hand reaches it.
    spread = Math.max(distances.sort()[Math.floor(banded * 0.6)]!, LEAST);
    for (let i = 0; i < PIXELS; i++) {
      const square = squareFrom(picture, i, 1) / (12 * spread * spread);
      weights[i] = band[i]! / (1 + square * square);
    }
  }
  return spread;
}

/** How much of the wall's light this pixel would have, if it were wall. */
function lightOn(picture: Uint8Array, i: number): number {
  const [r, g, b] = [wall[i * 3]!, wall[i * 3 + 1]!, wall[i * 3 + 2]!];
  const light = (picture[i * 3]! * r + picture[i * 3 + 1]! * g + picture[i * 3 + 2]! * b) / (r * r + g * g + b * b);
  return light < DARKEST ? DARKEST : light > LIGHTEST ? LIGHTEST : light;
}

/** From the wall in so much light, levels squared of all channels. */
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

/** Logarithm of hand against wall; at first by the wall alone, since no hand has been seen. */
function opinionOf(picture: Uint8Array, i: number, spread: number, first: boolean): number {
  const light = lightOn(picture, i);
  const square = squareFrom(picture, i, light);
  const change = (1 - light) / (light < 1 ? SHADE : LAMP);
  // A Gaussian of the colour and one of the light; 4.1 is the logarithm of their width.
  const likeWall = -square / (2 * spread * spread) - (change * change) / 2 - 2 * Math.log(spread) - 4.1;
  const opinion = first
    ? 1.2 * (Math.sqrt(square) / spread + 25 * Math.max(0.65 - light, 0) - 4.5)
    : colours[i]! - Math.max(likeWall, -19);
  return Math.min(Math.max(opinion, -MOST), MOST);
}
