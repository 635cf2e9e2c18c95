/** Pictures of a dataset for previewing augmentation. */
import { foregroundOf } from '../../../datasets/augment/foreground.ts';
import type { Client } from '../../lib/client.svelte.ts';
import { unpackIds } from '../../lib/packed-ids.ts';

export interface Sample {
  /** (64,64,3) RGB. */
  readonly pixels: Uint8Array;
  /** (64,64) foreground share of each pixel; null where the background cannot be segmented. */
  readonly mask: Uint8Array | null;
}

const MOST = 12;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const PICTURE_BYTES = 64 * 64 * 3;

/** @param choice another number gives other training pictures; @returns 12, fewer from a small dataset, [] from an empty one */
export async function samplesOf(client: Client, dataset: number, choice: number): Promise<Sample[]> {
  const filter = { splits: ['train' as const], excluded: 'hide' as const };
  const { ids } = await client.request('pictures.find', { dataset, filter, sort: { by: 'index', descending: false } });
  const chosen = spread(unpackIds(ids), choice);
  if (chosen.length === 0) return [];
  const { pixels } = await client.request('pictures.pixels', { dataset, ids: chosen });
  return chosen.map((_, place) => {
    const picture = pixels.slice(place * PICTURE_BYTES, (place + 1) * PICTURE_BYTES);
    return { pixels: picture, mask: foregroundOf(picture) };
  });
}

/** Evenly spaced, so that a dataset sorted by class contributes many classes. */
export function spread(ids: ArrayLike<number>, choice: number): number[] {
  const count = Math.min(MOST, ids.length);
  const distance = ids.length / count;
  // Multiples of the golden ratio, whose fractions are evenly spread.
  const first = ((choice * GOLDEN) % 1) * distance;
  return Array.from({ length: count }, (_, at) => ids[Math.floor(first + at * distance)]!);
}
