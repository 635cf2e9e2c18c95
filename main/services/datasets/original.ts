/** The file that a picture was made from, as it was imported. */
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { centreSquare, type PictureKind, pictureKind } from '../../../native-bridge/host/dataset-messages.ts';
import { HostError } from '../../hosts/host-error.ts';
import type { PictureOriginal } from '../../ipc/schemas/dataset.ts';

type ShownType = Extract<PictureOriginal, { kind: 'file' }>['type'];

/** Kinds that a browser can show, by the file's content: names may be wrong. */
const TYPES: Partial<Record<PictureKind, ShownType>> = {
  ...{
    jpeg: 'image/jpeg',
    png: 'image/png',
    webp: 'image/webp',
    gif: 'image/gif',
    avif: 'image/avif',
    bmp: 'image/bmp',
  },
};

/**
 * @param folder of the dataset
 * @returns `none` if there are only the 64x64 pixels
 * @throws HostError if there is no such picture, or its file is missing.
 */
export async function readOriginal(
  sql: DatabaseSync,
  dataset: number,
  folder: string,
  picture: number,
): Promise<PictureOriginal> {
  const row = sql.prepare('SELECT original FROM pictures WHERE dataset = ? AND id = ?').get(dataset, picture);
  if (!row) throw failure(`There is no picture ${picture} in this dataset.`);
  if (row.original === null) return { kind: 'none', reason: 'The data has only 64x64 pixels and no larger picture.' };
  const name = String(row.original);
  try {
    const bytes = await readFile(join(folder, 'originals', name));
    const kind = pictureKind(bytes);
    const type = kind && TYPES[kind];
    if (!type)
      return { kind: 'none', reason: `The original is a ${kind?.toUpperCase()} file, which a browser cannot show.` };
    const { width, height } = await readSize(folder, picture);
    return { kind: 'file', bytes, type, width, height, region: centreSquare(width, height) };
  } catch (cause) {
    throw failure(`The original of picture ${picture} cannot be read: ${(cause as Error).message}.`);
  }
}

/** Upright width and height from `sizes.u32` (N,2), little-endian. */
async function readSize(folder: string, picture: number): Promise<{ width: number; height: number }> {
  const file = await open(join(folder, 'sizes.u32'), 'r');
  try {
    const pair = new DataView(new ArrayBuffer(8));
    const { bytesRead } = await file.read(pair, 0, 8, picture * 8);
    if (bytesRead < 8) throw new Error('sizes.u32 is too short');
    return { width: pair.getUint32(0, true), height: pair.getUint32(4, true) };
  } finally {
    await file.close();
  }
}

function failure(message: string): HostError {
  return new HostError({ message, remedy: 'Reload the page, or import the dataset again.', badArgument: false });
}
