/** Which units a dropout layer drops. It depends only on seed, step and layer, so every backend drops the same units. */
import { FRACTION_BITS, FRACTIONS, philoxWords } from './philox.ts';

/** Counter word 3, "drop" in ASCII: masks never share counters with the initial weights, for which this word is 0. */
const DROP = 0x64726f70;

/**
 * A mask to multiply the activations of a mini-batch by: 0 where a unit is dropped, else 1 / (1 - rate) (inverted
 * dropout). A kernel can compute each element n independently:
 *
 *     key     = (seed mod 2^32, floor(seed / 2^32))
 *     counter = (floor(n / 4), layer, step, 0x64726f70)
 *     word    = word n mod 4 of Philox 4x32-10
 *     kept where (word & 0x7fffff) >= rate * 2^23, compared in double
 *
 * @param seed whole number from 0 to 2^53 - 1
 * @param step optimizer steps taken before this one, below 2^32
 * @param layer index in `network.layers`
 * @param count elements of the layer's input, batch axis included, in C order
 * @param rate share of units to drop, in [0, 1)
 */
export function dropoutMask(seed: number, step: number, layer: number, count: number, rate: number): Float32Array {
  const words = philoxWords([seed >>> 0, Math.floor(seed / 2 ** 32)], [layer, step, DROP], count);
  const [threshold, scale] = [rate * FRACTIONS, 1 / (1 - rate)];
  return Float32Array.from(words, (word) => ((word & FRACTION_BITS) >= threshold ? scale : 0));
}
