/** How many pictures of a dataset are exact duplicates, byte for byte. */
import { createHash } from 'node:crypto';
import { IMAGE_BYTES, type ImageSet } from '../dataset.ts';

export interface Copies {
  /** Pictures that have an equal one in their own split. */
  readonly within: number;
  /** Pictures that have an equal one in another split: training pictures leak into the evaluation. */
  readonly across: number;
}

/** @param sets the splits */
export function countCopies(sets: readonly ImageSet[]): Copies {
  /** By hash, the pictures of each split. */
  const seen = new Map<string, number[]>();
  for (const [split, { images, count }] of sets.entries()) {
    for (let at = 0; at < count; at++) {
      const hash = createHash('sha256')
        .update(images.subarray(at * IMAGE_BYTES, (at + 1) * IMAGE_BYTES))
        .digest('base64');
      const counts = seen.get(hash) ?? sets.map(() => 0);
      counts[split]!++;
      seen.set(hash, counts);
    }
  }
  let [within, across] = [0, 0];
  for (const counts of seen.values()) {
    for (const own of counts) if (own > 1) within += own;
    if (counts.filter((own) => own > 0).length > 1) across += counts.reduce((sum, own) => sum + own, 0);
  }
  return { within, across };
}
