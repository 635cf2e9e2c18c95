/**
 * The random numbers of a synthetic picture. Every picture has its own stream, addressed by (seed, split, class, number),
 * so that it does not depend on which other pictures are drawn, or in which order.
 *
 * The address is mixed by pcg4d (Jarzynski & Olano 2020, "Hash Functions for GPU Rendering", JCGT 9(3)), a bijection on
 * four words, so two pictures never start in the same state. The words then initialise sfc32 (Doty-Humphrey, PractRand).
 * Both use only 32-bit integer arithmetic: the same numbers on every engine.
 */

/** Four unsigned 32-bit words. */
export type Words = readonly [number, number, number, number];

/** pcg4d: an invertible mix of four words in which every output bit depends on every input bit. */
export function pcg4d(words: Words): Words {
  let [x, y, z, w] = words.map((word) => (Math.imul(word, 1664525) + 1013904223) | 0) as [
    number,
    number,
    number,
    number,
  ];
  const round = () => {
    x = (x + Math.imul(y, w)) | 0;
    y = (y + Math.imul(z, x)) | 0;
    z = (z + Math.imul(x, y)) | 0;
    w = (w + Math.imul(y, z)) | 0;
  };
  round();
  [x, y, z, w] = [x ^ (x >>> 16), y ^ (y >>> 16), z ^ (z >>> 16), w ^ (w >>> 16)];
  round();
  return [x >>> 0, y >>> 0, z >>> 0, w >>> 0];
}

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(address: Words) {
    [this.#a, this.#b, this.#c, this.#counter] = pcg4d(address);
    for (let i = 0; i < 12; i++) this.word(); // sfc32's own warm-up
  }

  /** The next unsigned 32-bit word of sfc32. */
  word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** Uniform in [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.word() / 0x100000000);
  }

  /** Uniform in the pair's range; if its ends are equal, that value, without taking a number from the stream. */
  within([low, high]: readonly [number, number]): number {
    return low === high ? low : this.uniform(low, high);
  }

  /** Uniform in [-reach, reach). */
  around(reach: number): number {
    return this.uniform(-reach, reach);
  }

  /** Mean 0, deviation 1, within +-3.5: the sum of the four bytes of a word, close enough to normal for noise. */
  bell(): number {
    const word = this.word();
    const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
    return (sum - 510) / 147.8; // 4 bytes: variance 4 (256^2 - 1) / 12
  }

  /** Fills the array with values of `bell`. */
  bells(into: Float64Array): void {
    // The state in local variables: twice as fast as one call per number.
    let [a, b, c, counter] = [this.#a, this.#b, this.#c, this.#counter];
    for (let i = 0; i < into.length; i++) {
      const word = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + word) | 0;
      into[i] = ((word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24) - 510) / 147.8;
    }
    [this.#a, this.#b, this.#c, this.#counter] = [a, b, c, counter];
  }

  /** With a probability of 0 no number is taken, so that events that never happen leave the stream unchanged. */
  chance(probability: number): boolean {
    return probability > 0 && this.uniform() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.uniform() * list.length)] as T;
  }
}
