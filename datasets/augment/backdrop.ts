/** Paints a background: two colours mixed along a gradient, in stripes or as coarse noise, or a piece of a picture. */
import { IMAGE_BYTES, IMAGE_SIZE } from '../dataset.ts';
import { NOISE_TABLE } from './noise-table.ts';
import { BACKDROP, BOXES, RECIPE } from './recipe-words.ts';
import { clamp, pack, warp } from './warp.ts';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
const LAST = IMAGE_SIZE - 1;
/** Mix of the two colours for every pixel: 0 is the first, 128 the second. */
const shares = new Uint8Array(PIXELS);
const words = new Uint32Array(PIXELS);

/**
 * @param set (N,64,64,3), the source of pieces
 * @param into (64,64) words of red, green and blue
 */
export function paintBackdrop(recipe: Int32Array, at: number, set: Uint8Array, into: Uint32Array): void {
  const kind = recipe[at + RECIPE.background];
  if (kind === BACKDROP.piece) {
    pack(set, null, words, recipe[at + RECIPE.piece]! * IMAGE_BYTES);
    warp(words, recipe, at + RECIPE.pieceMatrix, into);
  } else {
    if (kind === BACKDROP.noise) mixCoarsely(recipe, at);
    else mixAlong(recipe, at, kind === BACKDROP.stripes);
    mixColours(recipe[at + RECIPE.colourFrom]!, recipe[at + RECIPE.colourTo]!, into);
  }
  roughen(recipe, at, into);
  for (let box = 0; box < BOXES; box++) paintBox(recipe, at + RECIPE.boxes + box * 5, into);
}

function mixAlong(recipe: Int32Array, at: number, striped: boolean): void {
  const [dx, dy] = [recipe[at + RECIPE.gradientX]!, recipe[at + RECIPE.gradientY]!];
  const [start, hardness] = [recipe[at + RECIPE.gradientStart]!, recipe[at + RECIPE.hardness]!];
  for (let i = 0; i < PIXELS; i++) {
    const slope = start + dx * (i & LAST) + dy * (i >> 6);
    // A triangle wave with period 256.
    const wave = Math.abs(((slope >> 8) & 255) - 128) - 64;
    shares[i] = striped ? harder(wave, hardness) : clamp(slope >> 9, 128);
  }
}

/** Values of the noise table at the corners of cells, interpolated bilinearly. */
function mixCoarsely(recipe: Int32Array, at: number): void {
  const [cell, hardness] = [recipe[at + RECIPE.cell]!, recipe[at + RECIPE.hardness]!];
  const side = 1 << cell;
  const width = (IMAGE_SIZE >> cell) + 1;
  for (let i = 0; i < PIXELS; i++) {
    const [x, y] = [i & LAST, i >> 6];
    const [along, down] = [x & (side - 1), y & (side - 1)];
    const corner = recipe[at + RECIPE.cellStart]! + (y >> cell) * width + (x >> cell);
    const left = NOISE_TABLE[corner]! * (side - down) + NOISE_TABLE[corner + width]! * down;
    const right = NOISE_TABLE[corner + 1]! * (side - down) + NOISE_TABLE[corner + width + 1]! * down;
    shares[i] = harder((left * (side - along) + right * along) >> (2 * cell), hardness);
  }
}

const harder = (value: number, hardness: number) => clamp(((value * hardness) >> 4) + 64, 128);

function mixColours(from: number, to: number, into: Uint32Array): void {
  for (let i = 0; i < PIXELS; i++) {
    let made = 0;
    for (let shift = 0; shift < 24; shift += 8) {
      const first = (from >> shift) & 255;
      made |= ((((((to >> shift) & 255) - first) * shares[i]!) >> 7) + first) << shift;
    }
    into[i] = made;
  }
}

function roughen(recipe: Int32Array, at: number, into: Uint32Array): void {
  const [texture, grain] = [recipe[at + RECIPE.texture]!, recipe[at + RECIPE.textureStart]!];
  for (let i = 0; i < PIXELS; i++) {
    const rough = (NOISE_TABLE[grain + i]! * texture + 64) >> 7;
    let made = 0;
    for (let shift = 0; shift < 24; shift += 8) made |= clamp(((into[i]! >> shift) & 255) + rough, 255) << shift;
    into[i] = made;
  }
}

function paintBox(recipe: Int32Array, box: number, into: Uint32Array): void {
  const [left, top, right, bottom] = [recipe[box]!, recipe[box + 1]!, recipe[box + 2]!, recipe[box + 3]!];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) into[y * IMAGE_SIZE + x] = recipe[box + 4]! & 0xffffff;
  }
}
