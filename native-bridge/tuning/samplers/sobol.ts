/** The scrambled Sobol sequence: quasi-random search that fills the space more evenly than random points. */
import { mix } from '../../../datasets/random/mix.ts';
import { chooseActive } from '../conditions.ts';
import { fromUnit } from '../encoding.ts';
import type { Sampler } from '../sampler.ts';
import type { Space, Values } from '../space.ts';
import { DIRECTIONS } from './sobol-directions.ts';
import { streamOf } from './stream.ts';

const BITS = 32;
/** Maximum number of coordinates of a point. */
export const SOBOL_DIMENSIONS = DIRECTIONS.length + 1;

/** Trial `number` gets point `number`. Every dimension has its own coordinate, active or not. */
export function sobolSampler(space: Space, seed: number): Sampler {
  return { ask: (_history, number) => sobolValues(space, seed, number) };
}

/** Values at a point of the scrambled sequence. */
export function sobolValues(space: Space, seed: number, index: number): Values {
  const names = Object.keys(space);
  const point = scrambledPoint(names.length, index, seed);
  return chooseActive(space, (name, dimension) => fromUnit(dimension, point[names.indexOf(name)]!));
}

/** (dimensions) in [0, 1): Owen's nested uniform scrambling of the point, different for every seed and dimension. */
export function scrambledPoint(dimensions: number, index: number, seed: number): number[] {
  const random = streamOf(seed, 0, 'sobol');
  const words = sobolWords(dimensions, index);
  return Array.from(words, (word) => owenScramble(word, random.word()) / 2 ** BITS);
}

/**
 * (dimensions) in [0, 1): the unscrambled sequence in Gray-code order (Antonov & Saleev 1979), starting at the origin.
 */
export function sobolPoint(dimensions: number, index: number): number[] {
  return Array.from(sobolWords(dimensions, index), (word) => word / 2 ** BITS);
}

/** @throws RangeError for more dimensions than there are direction numbers. */
function sobolWords(dimensions: number, index: number): Uint32Array {
  if (dimensions > SOBOL_DIMENSIONS) throw new RangeError(`Sobol points have at most ${SOBOL_DIMENSIONS} coordinates`);
  const gray = (index ^ (index >>> 1)) >>> 0;
  return Uint32Array.from({ length: dimensions }, (_, d) => wordAt(directionsOf(d), gray));
}

function wordAt(directions: Uint32Array, gray: number): number {
  let word = 0;
  for (let bit = 0; bit < BITS; bit++) if ((gray >>> bit) & 1) word ^= directions[bit]!;
  return word >>> 0;
}

const known: Uint32Array[] = [];

/** v_1 to v_32 of a dimension, the binary point before bit 31 (Bratley & Fox 1988, algorithm 659). */
function directionsOf(dimension: number): Uint32Array {
  known[dimension] ??= dimension === 0 ? firstDirections() : expand(DIRECTIONS[dimension - 1]!);
  return known[dimension];
}

function firstDirections(): Uint32Array {
  return Uint32Array.from({ length: BITS }, (_, i) => 2 ** (BITS - 1 - i));
}

function expand([polynomial, ...initial]: readonly number[]): Uint32Array {
  const degree = initial.length;
  const v = Uint32Array.from({ length: BITS }, (_, i) => (initial[i] ?? 0) * 2 ** (BITS - 1 - i));
  for (let i = degree; i < BITS; i++) {
    let word = v[i - degree]! ^ (v[i - degree]! >>> degree);
    for (let k = 1; k < degree; k++) if ((polynomial! >>> (degree - k)) & 1) word ^= v[i - k]!;
    v[i] = word;
  }
  return v;
}

/**
 * A hash of the bits above it decides whether a bit is flipped: Laine & Karras 2011 as improved by Vegdahl 2021, used as
 * in Burley 2020 ("Practical Hash-based Owen Scrambling", JCGT 9(4)).
 */
function owenScramble(word: number, seed: number): number {
  let x = reverseBits(word);
  x ^= Math.imul(x, 0x3d20adea);
  x = (x + seed) | 0;
  x = Math.imul(x, (mix(seed) >>> 16) | 1);
  x ^= Math.imul(x, 0x05526c56);
  x ^= Math.imul(x, 0x53a22864);
  return reverseBits(x);
}

function reverseBits(word: number): number {
  let x = word;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return ((x >>> 16) | (x << 16)) >>> 0;
}
