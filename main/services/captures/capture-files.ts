/** A captured picture's files, each on the disk before its row is written: files without a row do not count. */
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

/** Below originals/, named as imports name them: the name of a picture that was never completed is used for the next one. */
export const originalOf = (picture: number): string => `${picture}.png`;

/**
 * Writes picture number `id` of a dataset: its original, then its pixels at (id,64,64,3) of pictures.u8, then its width
 * and height at (id,2) of sizes.u32.
 * @throws HostError if they cannot be written; then nothing of it is visible
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
      message: `The picture cannot be saved in ${folder}: ${(cause as Error).message}.`,
      remedy:
        'Free some space on the disk of the lab folder, or make the folder writable. What was saved before is safe.',
      badArgument: false,
    });
  }
}

/**
 * Truncates the file after the last of `count` pictures: the rest was never finished. If that fails, the next picture
 * overwrites it, and code that needs the file reports what is wrong with it.
 */
export function truncateAfter(folder: string, count: number): void {
  const path = join(folder, 'pictures.u8');
  try {
    if (statSync(path).size > count * PICTURE_BYTES) truncateSync(path, count * PICTURE_BYTES);
  } catch {}
}
