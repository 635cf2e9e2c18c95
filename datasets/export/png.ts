/** (64,64,3) RGB as PNG, several at once, in order. */
import { availableParallelism } from 'node:os';
import { IMAGE_BYTES, IMAGE_SIZE, type ImageSet } from '../dataset.ts';

/** Lossless: the PNG decodes to the same bytes. */
export async function pngOf(pixels: Uint8Array): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const raw = { width: IMAGE_SIZE, height: IMAGE_SIZE, channels: 3 } as const;
  return sharp(pixels, { raw }).png().toBuffer();
}

/** All pictures of a set, encoded ahead on all cores. */
export async function* pngsOf({ images, count }: ImageSet): AsyncGenerator<Uint8Array> {
  const ahead: Promise<Uint8Array>[] = [];
  let next = 0;
  const fill = () => {
    for (; ahead.length < 2 * availableParallelism() && next < count; next++) {
      const encoding = pngOf(images.subarray(next * IMAGE_BYTES, (next + 1) * IMAGE_BYTES));
      encoding.catch(() => {}); // thrown where it is awaited
      ahead.push(encoding);
    }
  };
  for (let at = 0; at < count; at++) {
    fill();
    yield await ahead.shift()!;
  }
}
