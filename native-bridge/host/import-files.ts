/** The files of an imported dataset. */
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { IMAGE_BYTES, type ImageSet, type OnProgress } from '../../datasets/dataset.ts';

/** Bytes written at a time, 1024 pictures: the granularity of the progress. */
const CHUNK = 1024 * IMAGE_BYTES;

/** Writes `pictures.u8` (N,64,64,3), one set after another; it is synced to disk when this resolves. */
export async function writePixels(folder: string, sets: readonly ImageSet[], onProgress: OnProgress): Promise<void> {
  const total = sets.reduce((sum, set) => sum + set.count, 0);
  await mkdir(folder, { recursive: true });
  await writeWhole(
    join(folder, 'pictures.u8'),
    sets.map(({ images }) => images),
    (bytes) => onProgress({ step: 'write pictures', done: bytes / IMAGE_BYTES, total }),
  );
}

/** Writes `sizes.u32` (N,2), little-endian. */
export async function writeSizes(folder: string, sizes: Uint32Array): Promise<void> {
  const bytes = new DataView(new ArrayBuffer(sizes.length * 4));
  sizes.forEach((value, i) => {
    bytes.setUint32(i * 4, value, true);
  });
  await writeWhole(join(folder, 'sizes.u32'), [new Uint8Array(bytes.buffer)]);
}

async function writeWhole(
  path: string,
  parts: readonly Uint8Array[],
  onWritten?: (bytes: number) => void,
): Promise<void> {
  const file = await open(path, 'wx');
  let written = 0;
  try {
    for (const part of parts) {
      for (let begin = 0; begin < part.length; begin += CHUNK) {
        const chunk = part.subarray(begin, begin + CHUNK);
        await file.writeFile(chunk); // continues at the current position, and writes everything
        written += chunk.length;
        onWritten?.(written);
      }
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
