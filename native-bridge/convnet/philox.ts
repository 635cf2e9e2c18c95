/**
 * Philox 4x32-10, the counter-based generator of Salmon et al. 2011 ("Parallel random numbers: as easy as 1, 2, 3"), with
 * TensorFlow's layout (tensorflow/core/lib/random/philox_random.h). Each counter value gives four independent words, so
 * any part of a sequence can be computed by any thread, in any order.
 */
const ROUNDS = 10;
const MULTIPLIER_A = 0xd2511f53;
const MULTIPLIER_B = 0xcd9e8d57;
const WEYL_A = 0x9e3779b9; // the golden ratio
const WEYL_B = 0xbb67ae85; // sqrt(3) - 1

/** The low and the high 32 bits of the key. */
export type PhiloxKey = readonly [number, number];
/** Words 1 to 3 of the counter; word 0 counts the blocks of four. */
export type PhiloxStream = readonly [number, number, number];

/** `count` random words: word n is word n mod 4 of the block at counter (floor(n / 4), ...stream). */
export function philoxWords(key: PhiloxKey, stream: PhiloxStream, count: number): Uint32Array {
  const words = new Uint32Array(Math.ceil(count / 4) * 4);
  for (let at = 0; at < words.length; at += 4) writeBlock(key, at / 4, stream, words, at);
  return words.subarray(0, count);
}

function writeBlock(key: PhiloxKey, block: number, stream: PhiloxStream, words: Uint32Array, at: number): void {
  let [k0, k1] = key;
  let [c1, c2, c3] = stream;
  let c0 = block;
  for (let round = 0; round < ROUNDS; round++) {
    const n0 = highWord(MULTIPLIER_B, c2) ^ c1 ^ k0;
    const n2 = highWord(MULTIPLIER_A, c0) ^ c3 ^ k1;
    c1 = Math.imul(MULTIPLIER_B, c2);
    c3 = Math.imul(MULTIPLIER_A, c0);
    c0 = n0;
    c2 = n2;
    k0 = (k0 + WEYL_A) | 0;
    k1 = (k1 + WEYL_B) | 0;
  }
  words[at] = c0;
  words[at + 1] = c1;
  words[at + 2] = c2;
  words[at + 3] = c3;
}

/** The high 32 bits of the 64-bit product, computed from 16-bit halves. */
function highWord(a: number, b: number): number {
  const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const first = aHigh * bLow + ((aLow * bLow) >>> 16); // below 2^32, as is `second`
  const second = aLow * bHigh + (first & 0xffff);
  return aHigh * bHigh + (first >>> 16) + (second >>> 16);
}

/** The mantissa of a float32: 23 bits. */
export const FRACTION_BITS = 0x7fffff;
export const FRACTIONS = 2 ** 23;

/** TensorFlow takes seeds modulo this, and uses it as the op seed if both are 0 (python/framework/random_seed.py). */
const MAX_INT32 = 2 ** 31 - 1;

/**
 * Exactly `tf.random_uniform` on a CPU or GPU: (count) float32 in [0,1), from the mantissa bits of each word
 * (Uint32ToFloat in random_distributions.h).
 * @throws RangeError if a seed is not a whole number from 0.
 */
export function randomUniform(graphSeed: number, opSeed: number, count: number): Float32Array {
  for (const seed of [graphSeed, opSeed]) {
    if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`a seed is a whole number from 0, not ${seed}`);
  }
  const key = graphSeed % MAX_INT32;
  const stream = key === 0 && opSeed % MAX_INT32 === 0 ? MAX_INT32 : opSeed % MAX_INT32;
  const words = philoxWords([key, 0], [0, stream, 0], count);
  return Float32Array.from(words, (word) => (word & FRACTION_BITS) / FRACTIONS);
}
