/** Motion JPEG: concatenated JPEG pictures in one file, as written by cameras and read by Chromium's fake camera. */
import { open } from 'node:fs/promises';
import { DatasetError } from '../../dataset.ts';
import type { Picture } from '../../preprocess.ts';
import { decodePicture } from '../decode.ts';
import { refusedVideo, type VideoFrames } from './video-frame.ts';

/** A camera's JPEG is smaller; data without an end are not a JPEG. */
const MOST_JPEG = 64 * 2 ** 20;
const PIECE = 2 ** 20;

/** @param rate frames per second @throws DatasetError if it holds no complete JPEG */
export async function* jpegFrames(path: string, rate: number): VideoFrames {
  const file = await open(path, 'r');
  let waiting = Buffer.alloc(0);
  let [number, used] = [0, 0];
  try {
    const { size } = await file.stat();
    for (;;) {
      const end = endOfJpeg(waiting);
      if (end > 0) {
        const picture = await decoded(waiting.subarray(0, end), path, number);
        if (!picture) return `is damaged at frame ${number}`;
        waiting = waiting.subarray(end);
        used += end;
        yield { at: (number++ * 1000) / rate, done: used / size, picture };
        continue;
      }
      if (waiting.length > MOST_JPEG) break;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(PIECE), 0, PIECE, null);
      if (bytesRead === 0) break;
      waiting = Buffer.concat([waiting, buffer.subarray(0, bytesRead)]);
    }
  } finally {
    await file.close();
  }
  if (number === 0) throw refusedVideo(path, 'holds no JPEG');
  return waiting.some((byte) => byte !== 0) ? `ends within frame ${number}` : null;
}

/** @returns null if it is damaged @throws DatasetError for the first, without which there is no video */
async function decoded(bytes: Uint8Array, path: string, number: number): Promise<Picture | null> {
  try {
    return await decodePicture(bytes, `${path}, frame ${number}`);
  } catch (error) {
    if (number === 0 || !(error instanceof DatasetError)) throw error;
    return null;
  }
}

/** Markers without a length: TEM and restarts (ITU T.81, B.1.1.3). */
const isBare = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

/** Length of the JPEG that starts here; 0 if it is incomplete. Follows the segments, because thumbnails have end markers too. */
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

/** Position of the next marker; -1 if it has not arrived yet. A 0xff in the data is followed by 0. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1]!;
    if (marker !== 0 && !isBare(marker) && marker !== 0xff) return at;
  }
  return -1;
}
