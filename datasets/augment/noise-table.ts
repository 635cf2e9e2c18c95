/** Gaussian noise, drawn once: a picture's noise is a section of it with a random start. */
import { IMAGE_BYTES } from '../dataset.ts';
import { mix } from '../random/mix.ts';

const LENGTH = 32768;
/** Standard deviation of its values. */
const DEVIATION = 32;
/** Sections start before this, so that they stay within the table. */
export const NOISE_STARTS = LENGTH - IMAGE_BYTES;

/**
 * (32768) int8 of standard deviation 32: the sum of twelve uniform numbers minus six is nearly normal (Irwin-Hall), in
 * integers, because logarithms may differ between machines.
 */
export const NOISE_TABLE: Int8Array = Int8Array.from({ length: LENGTH }, (_, i) => {
  let sum = 0;
  for (let k = 0; k < 12; k++) sum += mix(i * 12 + k) >>> 16;
  // The sum has a mean of 6 * 65535 and a standard deviation of 65536.
  return Math.min(Math.max(Math.round(((sum - 6 * 65535) * DEVIATION) / 65536), -127), 127);
});
