/** A captured picture's files, each on the disk before the tables speak of it: what the tables do not know is not there. */
import { statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { HostError } from '../../hosts/host-error.ts';
import { writeAt, writeWhole } from '../../storage/synced-file.ts';
import { PICTURE_BYTES } from '../datasets/pictures.ts';

export interface CaptureFiles {
  readonly png: Uint8Array;
  /** (64,64,3) */
  readonly pixels: Uint8Array;
  /** Of the square, in pixels. */
  readonly size: number;
}

/** Below originals/, as imports call them: a picture that came to nothing gives its name to the next one. */
export const originalOf = (picture: number): string => `${picture}.png`;

/**
 * Writes picture number `id` of a dataset: its original, then its pixels at (id,64,64,3) of pictures.u8, then its width
 * and height at (id,2) of sizes.u32.
 * @throws HostError where the disk refuses; nothing of it shows then
 */
export async function writeCapture(folder: string, id: number, { png, pixels, size }: CaptureFiles): Promise<void> {
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32LE(size, 0);
  sizes.writeUInt32LE(size, 4);
  try {
    await writeWhole(join(folder, 'originals'), originalOf(id), png);
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

/**
 * Cuts off what lies after the last of `count` pictures: what was never finished. Where that cannot be, the next picture
 * is written over it, and whoever needs the file says what is wrong with it.
 */
export function cutBehind(folder: string, count: number): void {
  const path = join(folder, 'pictures.u8');
  try {
    if (statSync(path).size > count * PICTURE_BYTES) truncateSync(path, count * PICTURE_BYTES);
  } catch {}
}
