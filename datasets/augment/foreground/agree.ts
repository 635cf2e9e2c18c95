/** Smooths the segmentation: neighbouring pixels that look alike mostly belong to the same side. */
import { IMAGE_SIZE } from '../../dataset.ts';
import { PIXELS } from './wall.ts';

/** Maximum weight of a neighbour of the same colour, relative to log odds of -7 to 7. */
const STRENGTH = 1.8;
/** Differences are clipped at the first to estimate the noise; the second is the minimum noise. Squared levels over all channels. */
const [MOST, LEAST] = [2000, 20];
const SWEEPS = 3;

/** (4096) each: coupling of a pixel with the one to its right, and with the one below it; 0 at the edge. */
export interface Couplings {
  readonly right: Float64Array;
  readonly below: Float64Array;
}

const couplings: Couplings = { right: new Float64Array(PIXELS), below: new Float64Array(PIXELS) };

/** Valid until the next call. */
export function couplingsOf(picture: Uint8Array): Couplings {
  const { right, below } = couplings;
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
  return couplings;
}

/** Squared difference over all channels. */
function difference(picture: Uint8Array, i: number, j: number): number {
  const r = picture[i * 3]! - picture[j * 3]!;
  const g = picture[i * 3 + 1]! - picture[j * 3 + 1]!;
  const b = picture[i * 3 + 2]! - picture[j * 3 + 2]!;
  return r * r + g * g + b * b;
}

/**
 * Mean field iterations, alternating between the two colours of a chessboard.
 * @param logOdds (4096) log odds of hand against background
 * @param hand (4096) -1 background to 1 hand: about tanh(log odds / 2), without an exponential
 */
export function agree(logOdds: Float64Array, { right, below }: Couplings, hand: Float64Array): void {
  for (let i = 0; i < PIXELS; i++) hand[i] = squashed(logOdds[i]!);
  for (let turn = 0; turn < 2 * SWEEPS; turn++) {
    for (let y = 0; y < IMAGE_SIZE; y++) {
      for (let i = y * IMAGE_SIZE + ((y + turn) % 2), end = (y + 1) * IMAGE_SIZE; i < end; i += 2) {
        let odds = logOdds[i]!;
        // The pixel before a row's first is the last of the row above, whose coupling is 0.
        if (i > 0) odds += right[i - 1]! * hand[i - 1]!;
        if (i < PIXELS - 1) odds += right[i]! * hand[i + 1]!;
        if (y > 0) odds += below[i - IMAGE_SIZE]! * hand[i - IMAGE_SIZE]!;
        if (y < IMAGE_SIZE - 1) odds += below[i]! * hand[i + IMAGE_SIZE]!;
        hand[i] = squashed(odds);
      }
    }
  }
}

const squashed = (odds: number) => odds / Math.sqrt(4 + odds * odds);
