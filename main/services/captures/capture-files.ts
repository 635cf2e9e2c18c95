/** A captured picture's files, each on the disk before the tables speak of it: what the tables do not know is not there. */
import { mkdir, open, stat, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HostError } from '../../hosts/host-error.ts';
import { PICTURE_BYTES } from '../datasets/pictures.ts';

export interface CaptureFiles {
  /** Name below originals/. */
  readonly original: string;
  readonly png: Uint8Array;
  /** (64,64,3) */
  readonly pixels: Uint8Array;
  /** Of the square, in pixels. */
  readonly size: number;
}

/**
 * Writes picture number `id` of a dataset: its original, its pixels, its size.
 * @throws HostError where the disk refuses; nothing of it shows then
 */
export async function writeCapture(folder: string, id: number, { original, png, pixels, size }: CaptureFiles) {
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32LE(size, 0);
  sizes.writeUInt32LE(size, 4);
  try {
    await writeAt(join(folder, 'originals', original), 0, png);
    await writeAt(join(folder, 'pictures.u8'), id * PICTURE_BYTES, pixels);
    await writeAt(join(folder, 'sizes.u32'), id * sizes.length, sizes);
  } catch (cause) {
    throw new HostError({
      message: `The picture cannot be kept in ${folder}: ${(cause as Error).message}.`,
      remedy: 'Make room on the disk of the lab folder, or see that it may be written. What was kept before is safe.',
      badArgument: false,
    });
  }
}

/** Makes the file where it is missing; over what lies there: an earlier attempt that came to nothing. */
async function writeAt(path: string, position: number, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'a').then(async (made) => {
    await made.close();
    return open(path, 'r+');
  });
  try {
    await file.write(bytes, 0, bytes.length, position);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Cuts off what lies behind the last picture of the tables: half a picture, of a process that died. */
export async function cutBehind(folder: string, count: number): Promise<void> {
  const path = join(folder, 'pictures.u8');
  const { size } = await stat(path);
  if (size > count * PICTURE_BYTES) await truncate(path, count * PICTURE_BYTES);
}
