/** A file of pictures, uint8 (N,64,64,3), read in pieces: 100 000 pictures are 1.2 GB. */
import { type FileHandle, open } from 'node:fs/promises';
import { DatasetError, IMAGE_BYTES } from '../../datasets/dataset.ts';

/** 256 pictures: 3 MiB. */
const PIECE = 256;

export interface Piece {
  /** Index of its first picture in the requested list. */
  readonly from: number;
  readonly count: number;
  /** (count,64,64,3); overwritten by the next piece. */
  readonly images: Uint8Array;
}

/**
 * The pictures with those indices, in that order, in pieces.
 * @throws DatasetError naming the file if it cannot be read or does not have that many pictures.
 */
export async function* picturesOf(path: string, pictures: Int32Array): AsyncGenerator<Piece> {
  const file = await openFile(path);
  const images = new Uint8Array(Math.min(PIECE, pictures.length) * IMAGE_BYTES);
  try {
    for (let from = 0; from < pictures.length; from += PIECE) {
      const wanted = pictures.subarray(from, from + PIECE);
      await fill(file, path, wanted, images);
      yield { from, count: wanted.length, images: images.subarray(0, wanted.length * IMAGE_BYTES) };
    }
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    throw new DatasetError(`${path} cannot be read: ${(cause as Error).message}.`, REMEDY, { cause });
  }
}

/** Consecutive pictures are read at once. */
async function fill(file: FileHandle, path: string, pictures: Int32Array, into: Uint8Array): Promise<void> {
  for (let start = 0; start < pictures.length; ) {
    const first = pictures[start]!;
    let end = start + 1;
    while (end < pictures.length && pictures[end] === first + end - start) end++;
    const bytes = (end - start) * IMAGE_BYTES;
    if (first < 0) throw missing(path, first);
    const { bytesRead } = await file.read(into, start * IMAGE_BYTES, bytes, first * IMAGE_BYTES);
    if (bytesRead < bytes) throw missing(path, first + Math.floor(bytesRead / IMAGE_BYTES));
    start = end;
  }
}

const REMEDY = 'Import the dataset again.';

function missing(path: string, picture: number): DatasetError {
  return new DatasetError(`${path} has no picture ${picture}.`, REMEDY);
}
