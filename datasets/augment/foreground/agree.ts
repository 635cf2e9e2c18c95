/** Neighbours that look alike are mostly on one side: every pixel's opinion, corrected by those around it. */
import { IMAGE_SIZE } from '../../dataset.ts';
import { PIXELS } from './wall.ts';

/** Most that a neighbour of the same colour counts, next to opinions of -7 to 7. */
const STRENGTH = 1.8;
/** Differences above this say no more about the picture's noise; the least noise there is. Levels squared of all channels. */
const [MOST, LEAST] = [2000, 20];
const SWEEPS = 3;

/** (4096) each: how much a pixel and the one right of it, and the one below it, count for each other; 0 at the edge. */
export interface Ties {
  readonly right: Float64Array;
  readonly below: Float64Array;
}

const ties: Ties = { right: new Float64Array(PIXELS), below: new Float64Array(PIXELS) };

/** Valid until the next call. */
export function tiesOf(picture: Uint8Array): Ties {
  const { right, below } = ties;
  let sum = 0;
  for (let i = 0; i < PIXELS; i++) {
    right[i] = i % IMAGE_SIZE === IMAGE_SIZE - 1 ? Number.POSITIVE_INFINITY : difference(picture, i, i + 1);
    below[i] = i >= PIXELS - IMAGE_SIZE ? Number.POSITIVE_INFINITY : difference(picture, i, i + IMAGE_SIZE);
    sum += Math.min(right[i]!, MOST) + Math.min(below[i]!, MOST);
  }
  const usual = Math.max(sum / (2 * PIXELS), LEAST);
  for (let i = 0; i < PIXELS; i++) {
    right[i] = STRENGTH / (1 + right[i]! / usual);
    below[i] = STRENGTH / (1 + below[i]! / usual);
  }
  return ties;
}

/** Squared, of all channels. */
function difference(picture: Uint8Array, i: number, j: number): number {
  const r = picture[i * 3]! - picture[j * 3]!;
  const g = picture[i * 3 + 1]! - picture[j * 3 + 1]!;
  const b = picture[i * 3 + 2]! - picture[j * 3 + 2]!;
  return r * r + g * g + b * b;
}

/**
 * Mean field, the black fields of a chessboard and the white ones alternately.
 * @param opinions (4096) logarithm of hand against background
 * @param hand (4096) -1 background to 1 hand: about tanh(opinion / 2), without an exponential
 */
export function agree(opinions: Float64Array, { right, below }: Ties, hand: Float64Array): void {
  for (let i = 0; i < PIXELS; i++) hand[i] = squashed(opinions[i]!);
  for (let turn = 0; turn < 2 * SWEEPS; turn++) {
    for (let y = 0; y < IMAGE_SIZE; y++) {
      for (let i = y * IMAGE_SIZE + ((y + turn) % 2), end = (y + 1) * IMAGE_SIZE; i < end; i += 2) {
        let opinion = opinions[i]!;
        // Left of a row's first is the last of the row above, whose tie is 0.
        if (i > 0) opinion += right[i - 1]! * hand[i - 1]!;
        if (i < PIXELS - 1) opinion += right[i]! * hand[i + 1]!;
        if (y > 0) opinion += below[i - IMAGE_SIZE]! * hand[i - IMAGE_SIZE]!;
        if (y < IMAGE_SIZE - 1) opinion += below[i]! * hand[i + IMAGE_SIZE]!;
        hand[i] = squashed(opinion);
      }
    }
  }
}

const squashed = (opinion: number) => opinion / Math.sqrt(4 + opinion * opinion);
