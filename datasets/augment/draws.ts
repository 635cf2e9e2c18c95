/** Random numbers of one picture's recipe: one stream per group of kinds, so that the groups are independent. */
import { mix } from '../random/mix.ts';

export interface Draw {
  /** The run's seed. */
  readonly seed: number;
  /** Optimizer steps taken before this one. */
  readonly step: number;
  /** Position in the mini-batch. */
  readonly place: number;
}

/** Stream constants, which also separate these draws from dropout's, with the same seed and step. */
export const STREAM = {
  ...{ first: 0x61756721, lean: 0x6c65616e, exposure: 0x6578706f },
  ...{ tone: 0x746f6e65, hand: 0x68616e64, backdrop: 0x64726f70 },
};

/** The generator's state, in four variables for speed: a recipe is drawn for every picture of every step. */
let s0 = 0;
let s1 = 0;
let s2 = 0;
let s3 = 0;

/** Starts a stream. Every picture of every step has its own numbers, independent of who draws them and in which order. */
export function begin({ seed, step, place }: Draw, stream: number): void {
  const low = mix(mix(stream) ^ seed);
  const word = mix(mix(mix(low ^ Math.floor(seed / 2 ** 32)) ^ step) ^ place);
  // xoshiro's state may not be all zeros.
  s0 = mix(word) | 1;
  s1 = mix(word + 0x9e3779b9);
  s2 = mix(word + 2 * 0x9e3779b9);
  s3 = mix(word + 3 * 0x9e3779b9);
}

/** xoshiro128** (Blackman & Vigna 2021): uniform in [0,1). */
export function next(): number {
  const mixed = Math.imul(s1, 5);
  const result = Math.imul((mixed << 7) | (mixed >>> 25), 9) >>> 0;
  const shifted = s1 << 9;
  s2 ^= s0;
  s3 ^= s1;
  s1 ^= s2;
  s0 ^= s3;
  s2 ^= shifted;
  s3 = (s3 << 11) | (s3 >>> 21);
  return result / 2 ** 32;
}

/** Uniform from -most to most. */
export const either = (most: number): number => (2 * next() - 1) * most;

/** Log-uniform from 1/(1 + most) to 1 + most. */
export const factor = (most: number): number => Math.exp(either(Math.log(1 + most)));

/** Uniform integer in [0,end). */
export const below = (end: number): number => Math.floor(next() * end);

/** Red in the lowest byte. */
export const randomColour = (): number => below(2 ** 24);
