/** Videos as a sequence of frames, never whole in memory. The format is decided by the content where possible. */
import type { Stats } from 'node:fs';
import { access, constants, open, readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { readPicture } from '../decode.ts';
import { isPictureName } from '../picture-kind.ts';
import { systemReason } from '../reading.ts';
import { animationFrames } from './animation.ts';
import { ffmpegFrames } from './ffmpeg-frames.ts';
import { jpegFrames } from './jpegs.ts';
import { refusedVideo, USUAL_RATE, type VideoFrames } from './video-frame.ts';
import { VIDEO_KIND_BYTES, videoKind } from './video-kind.ts';
import { readY4m } from './y4m.ts';

export { USUAL_RATE, type VideoFrame, type VideoFrames } from './video-frame.ts';

/**
 * @param rate frames per second, if the video itself does not state it
 * @throws DatasetError if it is missing, of no known format, holds no frame, or is damaged before its first frame.
 */
export async function* readVideo(path: string, rate = USUAL_RATE): VideoFrames {
  const entry = await readable(path);
  const ending = extname(path).toLowerCase();
  if (entry.isDirectory()) return yield* folderFrames(path, rate);
  // A device or a pipe may never end, or block forever.
  if (!entry.isFile()) throw refusedVideo(path, 'is not a regular file');
  if (entry.size === 0) throw refusedVideo(path, 'is empty (0 bytes)');
  if (ending === '.y4m') return yield* readY4m(path);
  if (ending === '.mjpeg' || ending === '.mjpg') return yield* jpegFrames(path, rate);
  const kind = videoKind(await headOf(path));
  if (kind === 'container') return yield* ffmpegFrames(path, rate);
  if (kind === 'animation') return yield* animationFrames(path);
  if (kind === null && !isPictureName(path)) throw refusedVideo(path, 'is not a video');
  yield { at: 0, done: 1, picture: await readPicture(path) };
  return null;
}

async function readable(path: string): Promise<Stats> {
  try {
    await access(path, constants.R_OK);
    return await stat(path);
  } catch (error) {
    throw refusedVideo(path, `cannot be read: ${systemReason(error)}`, undefined, error);
  }
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(VIDEO_KIND_BYTES), 0, VIDEO_KIND_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** In name order, with numbers compared as numbers. */
async function* folderFrames(folder: string, rate: number): VideoFrames {
  const names = (await readdir(folder)).filter(isPictureName);
  if (names.length === 0) throw refusedVideo(folder, 'holds no pictures');
  names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  for (const [number, name] of names.entries()) {
    const picture = await readPicture(join(folder, name));
    yield { at: (number * 1000) / rate, done: (number + 1) / names.length, picture };
  }
  return null;
}
