/**
 * numpy's legacy generator (`numpy.random.seed` and friends), number for number: the course draws its mini-batches
 * and its inputs from it. Matsumoto & Nishimura 1998, "Mersenne Twister", and numpy/random/src/legacy.
 */

import { log } from './log.ts';

/** Words of the state, and the offset of the word that is mixed in. */
const N = 624;
const M = 397;
/** Largest seed that numpy accepts: one 32-bit word. */
export const MAX_SEED = 0xffffffff;

/** A generator as plain data, suitable for JSON: `MT19937.from(generator.state())` continues from the same point. */
export interface MT19937State {
  /** 624 unsigned 32-bit words. */
  readonly key: readonly number[];
  /** Words of `key` already used, 0 to 624. */
  readonly position: number;
  /** The second normal number of the last pair, if it has not been returned yet. */
  readonly gauss: number | null;
}

export class MT19937 {
  #key = new Uint32Array(N);
  #position = N;
  #gauss: number | null = null;

  /** @throws RangeError if the seed is not an integer in [0, 2^32), like numpy. */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > MAX_SEED) {
      throw new RangeError(`seed ${seed}: a seed is an integer from 0 to ${MAX_SEED}`);
    }
    // init_genrand: Knuth, The Art of Computer Programming 2, 3rd edition, p. 106, line 15.
    const key = this.#key;
    key[0] = seed;
    for (let i = 1; i < N; i++) {
      const previous = key[i - 1]!;
      key[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
  }

  static from(state: MT19937State): MT19937 {
    const generator = new MT19937(0);
    generator.#key = Uint32Array.from(state.key);
    generator.#position = state.position;
    generator.#gauss = state.gauss;
    return generator;
  }

  state(): MT19937State {
    return { key: Array.from(this.#key), position: this.#position, gauss: this.#gauss };
  }

  /** Uniform in [0, 1) with 53 random bits: `numpy.random.random_sample()`. */
  randomSample(): number {
    const high = this.#nextUint32() >>> 5; // 27 bits
    const low = this.#nextUint32() >>> 6; // 26 bits
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** Standard normal by Marsaglia's polar method, two at a time: `numpy.random.randn()`. */
  randn(): number {
    if (this.#gauss !== null) {
      const gauss = this.#gauss;
      this.#gauss = null;
      return gauss;
    }
    let x1: number;
    let x2: number;
    let r2: number;
    do {
      x1 = 2 * this.randomSample() - 1;
      x2 = 2 * this.randomSample() - 1;
      r2 = x1 * x1 + x2 * x2;
    } while (r2 >= 1 || r2 === 0);
    const f = Math.sqrt((-2 * log(r2)) / r2);
    this.#gauss = f * x1;
    return f * x2;
  }

  /** 0 to n-1 in random order, Fisher-Yates from the end: `numpy.random.permutation(n)`. */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.#interval(i);
      const swapped = order[i]!;
      order[i] = order[j]!;
      order[j] = swapped;
    }
    return order;
  }

  /** Uniform integer in [0, max], max below 2^31: draws as many bits as max has until the value fits. */
  #interval(max: number): number {
    const mask = 2 ** (32 - Math.clz32(max)) - 1;
    let value: number;
    do {
      value = (this.#nextUint32() & mask) >>> 0;
    } while (value > max);
    return value;
  }

  #nextUint32(): number {
    if (this.#position === N) this.#twist();
    let y = this.#key[this.#position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  #twist(): void {
    const key = this.#key;
    for (let i = 0; i < N; i++) {
      const y = (key[i]! & 0x80000000) | (key[(i + 1) % N]! & 0x7fffffff);
      key[i] = key[(i + M) % N]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#position = 0;
  }
}
