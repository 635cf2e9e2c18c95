/** Mini-batches in the course's order (`random_mini_batches`), so that a run can be compared number for number. */
import { MT19937 } from './random/mt19937.ts';

/** Seed of one epoch's mini-batches; the course counts up before the first epoch, so epoch 0 of seed S uses S + 1. */
export function epochSeed(seed: number, epoch: number): number {
  return seed + 1 + epoch;
}

/**
 * The picture indices of one epoch: `numpy.random.permutation(count)` of that seed, cut into batches of `batchSize`.
 * The last one is smaller if `count` is not a multiple.
 * @throws RangeError if the batch size is not a positive integer or the seed not in [0, 2^32).
 */
export function miniBatches(count: number, batchSize: number, seed: number): Int32Array[] {
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new RangeError(`batch size ${batchSize}: expected 1 or more`);
  const order = new MT19937(seed).permutation(count); // (count)
  const batches: Int32Array[] = [];
  for (let start = 0; start < count; start += batchSize) batches.push(order.subarray(start, start + batchSize));
  return batches;
}
