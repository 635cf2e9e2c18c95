/** Draws the background that replaces the hand's own. */
import { IMAGE_SIZE } from '../dataset.ts';
import type { Augmentation } from './augmentation.ts';
import { writeBox } from './draw-hand.ts';
import { begin, below, type Draw, either, next, randomColour, STREAM } from './draws.ts';
import { NOISE_STARTS } from './noise-table.ts';
import { BACKDROP, BOXES, PLACE_ONE, RECIPE } from './recipe-words.ts';

/** Maximum texture of a gradient, then minimum and range of fine noise, in quarters of a level. */
const [TEXTURE, FINEST, FINE] = [48, 96, 160];
/** Period of stripes, pixels. */
const [NARROWEST, WIDEST] = [4, 40];
/** Source pixels per pixel of a piece. */
const [NEAREST, FARTHEST] = [0.2, 0.7];
const LAST = IMAGE_SIZE - 1;

/** A gradient with texture. */
export function writeBackground({ background }: Augmentation, into: Int32Array, at: number): void {
  into[at + RECIPE.background] = next() < background ? BACKDROP.gradient : BACKDROP.own;
  into[at + RECIPE.colourFrom] = randomColour();
  into[at + RECIPE.colourTo] = randomColour();
  const angle = next() * 2 * Math.PI;
  // One colour changes to the other over the length of the picture's side.
  writeSlope(angle, 256 / IMAGE_SIZE, 128, into, at);
  into[at + RECIPE.texture] = below(TEXTURE);
  into[at + RECIPE.textureStart] = below(NOISE_STARTS);
}

/** @param rise per pixel along the angle; @param middle value in the picture's middle; both in 1/256 */
function writeSlope(angle: number, rise: number, middle: number, into: Int32Array, at: number): void {
  const dx = Math.cos(angle) * rise;
  const dy = Math.sin(angle) * rise;
  into[at + RECIPE.gradientX] = Math.round(dx * 256);
  into[at + RECIPE.gradientY] = Math.round(dy * 256);
  into[at + RECIPE.gradientStart] = Math.round((middle - (dx + dy) * (IMAGE_SIZE / 2)) * 256);
}

/** Draws something else instead of the gradient. */
export function writeClutter({ clutter, pieces }: Augmentation, draw: Draw, into: Int32Array, at: number): void {
  if (into[at + RECIPE.background] === BACKDROP.own || (clutter === 0 && pieces === 0)) return;
  begin(draw, STREAM.backdrop);
  const [piece, other, kind] = [next() < pieces, next() < clutter, below(CLUTTER.length)];
  if (piece) writePiece(into, at);
  else if (other) {
    into[at + RECIPE.colourFrom] = wallColour();
    into[at + RECIPE.colourTo] = wallColour();
    CLUTTER[kind]!(into, at);
  }
}

const CLUTTER: readonly ((into: Int32Array, at: number) => void)[] = [
  function plain(into, at) {
    into[at + RECIPE.colourTo] = into[at + RECIPE.colourFrom]!;
  },
  function fineNoise(into, at) {
    into[at + RECIPE.texture] = FINEST + below(FINE);
  },
  function coarseNoise(into, at) {
    into[at + RECIPE.background] = BACKDROP.noise;
    into[at + RECIPE.cell] = 2 + below(4);
    into[at + RECIPE.cellStart] = below(NOISE_STARTS);
    into[at + RECIPE.hardness] = 24 + below(100);
  },
  function stripes(into, at) {
    into[at + RECIPE.background] = BACKDROP.stripes;
    const width = NARROWEST * (WIDEST / NARROWEST) ** next();
    writeSlope(next() * 2 * Math.PI, 256 / width, below(256), into, at);
    into[at + RECIPE.hardness] = 16 + below(112);
  },
  function boxes(into, at) {
    for (let box = 0, count = 2 + below(BOXES - 1); box < count; box++) {
      const to = at + RECIPE.boxes + box * 5;
      writeBox(below(IMAGE_SIZE), below(IMAGE_SIZE), 4 + below(36), 4 + below(36), into, to);
      into[to + 4] = wallColour();
    }
  },
];

/** Colour of walls and objects: of any brightness, mostly near grey. */
function wallColour(): number {
  const level = 16 + next() * 232;
  const tint = next() ** 2 * 160;
  const channel = () => Math.min(Math.max(Math.round(level + either(tint)), 0), 255);
  return channel() | (channel() << 8) | (channel() << 16);
}

/** A piece around any pixel of another picture, enlarged and rotated. settleRecipe reduces the picture's number modulo the count. */
function writePiece(into: Int32Array, at: number): void {
  into[at + RECIPE.background] = BACKDROP.piece;
  into[at + RECIPE.piece] = below(2 ** 31);
  const step = NEAREST * (FARTHEST / NEAREST) ** next();
  const angle = next() * 2 * Math.PI;
  const [a, d] = [Math.cos(angle) * step, Math.sin(angle) * step];
  const words = [a, -d, next() * LAST - ((a - d) * LAST) / 2, d, a, next() * LAST - ((d + a) * LAST) / 2];
  for (const [i, word] of words.entries()) into[at + RECIPE.pieceMatrix + i] = Math.round(word * PLACE_ONE);
}
