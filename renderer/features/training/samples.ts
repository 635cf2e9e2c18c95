/** Pictures of a dataset to show by what augmentation does. */
import { foregroundOf } from '../../../datasets/augment/foreground.ts';
import type { Client } from '../../lib/client.svelte.ts';
import { unpackIds } from '../../lib/packed-ids.ts';

export interface Sample {
  /** (64,64,3) RGB. */
  readonly pixels: Uint8Array;
  /** (64,64) how much of a pixel is hand; null where the background cannot be told. */
  readonly mask: Uint8Array | null;
}

const MOST = 12;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const PICTURE_BYTES = 64 * 64 * 3;

/** @param choice other training pictures for another number; @returns 12, fewer of a small dataset, [] of an empty one */
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

/** At even distances, so that a dataset in the order of its classes shows many of them. */
export function spread(ids: ArrayLike<number>, choice: number): number[] {
  const count = Math.min(MOST, ids.length);
  const distance = ids.length / count;
  // Multiples of the golden ratio, whose fractions never come near to one another.
  const first = ((choice * GOLDEN) % 1) * distance;
  return Array.from({ length: count }, (_, at) => ids[Math.floor(first + at * distance)]!);
}
