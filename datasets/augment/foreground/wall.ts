/** A slowly varying background: each channel is a polynomial of second degree in x and y. */
import { IMAGE_SIZE } from '../../dataset.ts';

export const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
/** The border, where a picture is mostly wall, without the lower side, where the arm enters. */
const BAND = 3;
export const band = Uint8Array.from({ length: PIXELS }, (_, i) => {
  const [x, y] = [i % IMAGE_SIZE, Math.floor(i / IMAGE_SIZE)];
  return Number(y < BAND || ((x < BAND || x >= IMAGE_SIZE - BAND) && y < IMAGE_SIZE - 3 * BAND));
});

const TERMS = 6;
const WIDTH = TERMS + 3;
/** (64) a pixel's position along its row or column, -1 to 1. */
const along = Float64Array.from({ length: IMAGE_SIZE }, (_, i) => (2 * i) / (IMAGE_SIZE - 1) - 1);
/** (4096, 6) 1, x, y, x^2, xy, y^2 of each pixel. */
const powers = new Float64Array(PIXELS * TERMS);
for (let i = 0; i < PIXELS; i++) {
  const [x, y] = [along[i % IMAGE_SIZE]!, along[Math.floor(i / IMAGE_SIZE)]!];
  powers.set([1, x, y, x * x, x * y, y * y], i * TERMS);
}
/** Ridge penalties, so that a background that is visible in few places stays flat elsewhere. */
const RIDGE = [1e-6, 0.002, 0.002, 0.02, 0.02, 0.02];
/** Every third pixel is enough for six coefficients, and covers all columns. */
const STRIDE = 3;
/** Minimum value of the wall, levels, because it is divided by. */
const DARKEST = 4;
const system = new Float64Array(TERMS * WIDTH);

/**
 * Least squares.
 * @param weights (4096) confidence that each pixel is background
 * @param into (4096,3) levels
 */
export function fitWall(picture: Uint8Array, weights: Float64Array, into: Float64Array): void {
  system.fill(0);
  let total = 1e-9;
  for (let i = 0; i < PIXELS; i += STRIDE) {
    const weight = weights[i]!;
    if (weight < 0.01) continue;
    total += weight;
    for (let row = 0; row < TERMS; row++) {
      const term = weight * powers[i * TERMS + row]!;
      const at = row * WIDTH;
      for (let column = row; column < TERMS; column++) system[at + column]! += term * powers[i * TERMS + column]!;
      for (let c = 0; c < 3; c++) system[at + TERMS + c]! += term * picture[i * 3 + c]!;
    }
  }
  for (let row = 0; row < TERMS; row++) {
    for (let column = 0; column < row; column++) system[row * WIDTH + column] = system[column * WIDTH + row]!;
    system[row * WIDTH + row]! += total * RIDGE[row]!;
  }
  solve();
  for (let c = 0; c < 3; c++) evaluate(c, into);
}

function evaluate(channel: number, into: Float64Array): void {
  const of = (row: number) => system[row * WIDTH + TERMS + channel]!;
  const [level, right, down, wide, both, high] = [of(0), of(1), of(2), of(3), of(4), of(5)];
  for (let row = 0, to = channel; row < IMAGE_SIZE; row++) {
    const y = along[row]!;
    const [first, slope] = [level + (down + high * y) * y, right + both * y];
    for (let column = 0; column < IMAGE_SIZE; column++, to += 3) {
      const x = along[column]!;
      const value = first + (slope + wide * x) * x;
      into[to] = value < DARKEST ? DARKEST : value;
    }
  }
}

/** Gauss-Jordan elimination: the solutions end up in the last columns. Positive definite, so no pivoting. */
function solve(): void {
  for (let pivot = 0; pivot < TERMS; pivot++) {
    const divisor = system[pivot * WIDTH + pivot]!;
    for (let column = pivot; column < WIDTH; column++) system[pivot * WIDTH + column]! /= divisor;
    for (let row = 0; row < TERMS; row++) {
      if (row === pivot) continue;
      const factor = system[row * WIDTH + pivot]!;
      for (let column = pivot; column < WIDTH; column++) {
        system[row * WIDTH + column]! -= factor * system[pivot * WIDTH + column]!;
      }
    }
  }
}
