/** Films as frames, one after the other, never all in memory: `.y4m`, `.mjpeg`, one picture, or a folder of pictures. */
import type { Stats } from 'node:fs';
import { access, constants, open, readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { DatasetError } from '../dataset.ts';
import type { Picture } from '../preprocess.ts';
import { decodePicture, readPicture } from './decode.ts';
import { isPictureName } from './picture-kind.ts';
import { systemReason } from './reading.ts';
import { readY4m } from './y4m.ts';

export interface FilmFrame {
  /** ms from the film's beginning. */
  readonly at: number;
  readonly picture: Picture;
}

/** Of a film that does not say it: what browsers take a Motion JPEG to be. */
export const USUAL_RATE = 30;

const FORMS =
  'A film is a .y4m file, a .mjpeg file (JPEGs one behind the other), a picture (JPEG, PNG, WebP) or a folder of pictures.';

/**
 * @param rate frames a second, where the film itself does not say it
 * @throws DatasetError naming what is missing, of another form, cut off or damaged.
 */
export async function* readFilm(path: string, rate = USUAL_RATE): AsyncGenerator<FilmFrame> {
  const entry = await readable(path);
  const ending = extname(path).toLowerCase();
  if (entry.isDirectory()) yield* folderFrames(path, rate);
  // A device or a pipe may have no end, or wait for ever to begin.
  else if (!entry.isFile()) throw new DatasetError(`${path} is not a regular file.`, FORMS);
  else if (ending === '.y4m') yield* readY4m(path);
  else if (ending === '.mjpeg' || ending === '.mjpg') yield* jpegFrames(path, rate);
  else if (isPictureName(path)) yield { at: 0, picture: await readPicture(path) };
  else throw new DatasetError(`${path} is no film.`, FORMS);
}

async function readable(path: string): Promise<Stats> {
  try {
    await access(path, constants.R_OK);
    return await stat(path);
  } catch (error) {
    throw new DatasetError(`${path} cannot be read: ${systemReason(error)}.`, FORMS, { cause: error });
  }
}

/** In the order of their names, numbers as numbers. */
async function* folderFrames(folder: string, rate: number): AsyncGenerator<FilmFrame> {
  const names = (await readdir(folder)).filter(isPictureName);
  if (names.length === 0) throw new DatasetError(`${folder} holds no pictures.`, FORMS);
  names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  for (const [number, name] of names.entries()) {
    yield { at: (number * 1000) / rate, picture: await readPicture(join(folder, name)) };
  }
}

/** A JPEG of a camera is smaller; one without an end is none. */
const MOST_JPEG = 64 * 2 ** 20;
const PIECE = 2 ** 20;

async function* jpegFrames(path: string, rate: number): AsyncGenerator<FilmFrame> {
  const file = await open(path, 'r');
  let waiting = Buffer.alloc(0);
  let number = 0;
  try {
    for (;;) {
      const end = endOfJpeg(waiting);
      if (end > 0) {
        const picture = await decodePicture(waiting.subarray(0, end), `${path}, frame ${number}`);
        waiting = waiting.subarray(end);
        yield { at: (number++ * 1000) / rate, picture };
        continue;
      }
      if (waiting.length > MOST_JPEG) throw new DatasetError(`${path}: frame ${number} has no end.`, FORMS);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(PIECE), 0, PIECE, null);
      if (bytesRead === 0) break;
      waiting = Buffer.concat([waiting, buffer.subarray(0, bytesRead)]);
    }
    if (number === 0 || waiting.some((byte) => byte !== 0)) {
      throw new DatasetError(`${path} ${number === 0 ? 'holds no JPEG' : `ends within frame ${number}`}.`, FORMS);
    }
  } finally {
    await file.close();
  }
}

/** Within scans: nothing, and restarts, which have no length (ITU T.81, B.1.1.3). */
const isBare = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

/** Bytes of the JPEG that begins here; 0 where it is not whole yet. Follows its segments: thumbnails have ends too. */
function endOfJpeg(bytes: Buffer): number {
  if (bytes.length < 2 || bytes[0] !== 0xff || bytes[1] !== 0xd8) return 0;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return 0;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) at++;
    else if (marker === 0xd9) return at + 2;
    else if (isBare(marker)) at += 2;
    else {
      at += 2 + bytes.readUInt16BE(at + 2);
      if (marker === 0xda) at = endOfScan(bytes, at);
      if (at < 0) return 0;
    }
  }
  return at + 2 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] === 0xd9 ? at + 2 : 0;
}

/** Where the next marker stands; -1 where it is not here yet. A 0xff of the data is followed by 0. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1]!;
    if (marker !== 0 && !isBare(marker) && marker !== 0xff) return at;
  }
  return -1;
}
