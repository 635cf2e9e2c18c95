/** Pictures of a dataset to show by what augmentation does. */
import { foregroundOf } from '../../../datasets/augment/foreground.ts';
import type { DatasetSummary } from '../../../main/ipc/nouns/dataset.ts';
import type { Client } from '../../lib/client.svelte.ts';

export interface Sample {
  /** (64,64,3) RGB. */
  readonly pixels: Uint8Array;
  /** (64,64) how much of a pixel is hand; null where the background cannot be told. */
  readonly mask: Uint8Array | null;
}

const PICTURE_BYTES = 64 * 64 * 3;

/** Some pictures, classes in turn; none of a dataset without pictures. */
export async function samplesOf(client: Client, { id, cover }: DatasetSummary): Promise<Sample[]> {
  if (cover.length === 0) return [];
  const { pixels } = await client.request('pictures.pixels', { dataset: id, ids: [...cover] });
  return cover.map((_, place) => {
    const picture = pixels.slice(place * PICTURE_BYTES, (place + 1) * PICTURE_BYTES);
    return { pixels: picture, mask: foregroundOf(picture) };
  });
}
