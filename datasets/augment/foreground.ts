/**
 * Which pixels of a picture are hand, told without a model: a plain background is what its border looks like, as far as it
 * reaches inwards from there without a break. Where that finds hardly anything, or nearly everything, the background is not
 * plain, and nothing is said. It is right before walls and table tops; a patterned curtain it leaves alone.
 */
import { IMAGE_SIZE } from '../dataset.ts';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
/** The border: its lower side is where the arm comes in, and does not count. */
const BAND = 3;
/** How many standard deviations of the border's colours still are background, and the least levels that is. */
const DEVIATIONS = 3;
const LEAST = 28;
/** Neighbours that differ by more are on two sides of an edge. */
const STEP = 14;
/** Shares of hand that are plausible. */
const [FEWEST, MOST] = [0.05, 0.85];

/**
 * @param picture (64,64,3) RGB
 * @returns (64,64) 255 where it is hand, 0 where it is background, softened between; null where that cannot be told
 */
export function foregroundOf(picture: Uint8Array): Uint8Array | null {
  const background = flood(picture, likeBorder(picture));
  const share = background.reduce((sum, is) => sum + 1 - is, 0) / PIXELS;
  return share < FEWEST || share > MOST ? null : softened(background);
}

const inBand = (i: number) => {
  const [x, y] = [i % IMAGE_SIZE, Math.floor(i / IMAGE_SIZE)];
  return y < BAND || ((x < BAND || x >= IMAGE_SIZE - BAND) && y < IMAGE_SIZE - 3 * BAND);
};

/** (4096) 1 where a pixel's colour is like the border's. */
function likeBorder(picture: Uint8Array): Uint8Array {
  const border = Array.from({ length: PIXELS }, (_, i) => i).filter(inBand);
  const like = new Uint8Array(PIXELS).fill(1);
  for (let channel = 0; channel < 3; channel++) {
    // The median stands, though a finger reaches the border.
    const values = border.map((i) => picture[i * 3 + channel]!).sort((a, b) => a - b);
    const middle = values[values.length >> 1]!;
    const spread = (values[Math.floor(values.length * 0.84)]! - values[Math.floor(values.length * 0.16)]!) / 2;
    const reach = Math.max(DEVIATIONS * spread, LEAST);
    for (let i = 0; i < PIXELS; i++) if (Math.abs(picture[i * 3 + channel]! - middle) > reach) like[i] = 0;
  }
  return like;
}

/** (4096) 1 where such a pixel is joined to the border by others, without an edge between. */
function flood(picture: Uint8Array, like: Uint8Array): Uint8Array {
  const reached = new Uint8Array(PIXELS);
  const open: number[] = [];
  const reach = (i: number) => {
    if (reached[i] === 1 || like[i] === 0) return;
    reached[i] = 1;
    open.push(i);
  };
  for (let i = 0; i < PIXELS; i++) if (inBand(i)) reach(i);
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    const x = i % IMAGE_SIZE;
    if (x > 0 && near(picture, i, i - 1)) reach(i - 1);
    if (x < IMAGE_SIZE - 1 && near(picture, i, i + 1)) reach(i + 1);
    if (i >= IMAGE_SIZE && near(picture, i, i - IMAGE_SIZE)) reach(i - IMAGE_SIZE);
    if (i < PIXELS - IMAGE_SIZE && near(picture, i, i + IMAGE_SIZE)) reach(i + IMAGE_SIZE);
  }
  return reached;
}

function near(picture: Uint8Array, i: number, j: number): boolean {
  for (let channel = 0; channel < 3; channel++) {
    if (Math.abs(picture[i * 3 + channel]! - picture[j * 3 + channel]!) > STEP) return false;
  }
  return true;
}

/** The mean of 3 x 3: no hard edge where the two meet. */
function softened(background: Uint8Array): Uint8Array {
  const edge = (value: number) => Math.min(Math.max(value, 0), IMAGE_SIZE - 1);
  return Uint8Array.from({ length: PIXELS }, (_, i) => {
    const [x, y] = [i % IMAGE_SIZE, Math.floor(i / IMAGE_SIZE)];
    let hand = 0;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) hand += 1 - background[edge(y + dy) * IMAGE_SIZE + edge(x + dx)]!;
    }
    return Math.round((hand * 255) / 9);
  });
}
