/** Animated GIF and WebP through sharp, a few frames at a time, each with its own timestamp. */

import { MAX_FILE_BYTES, MAX_PIXELS, readPicture } from '../decode.ts';
import { readBounded } from '../tree/disk-tree.ts';
import { refusedVideo, type VideoFrames } from './video-frame.ts';

/** ms. Browsers show frames that request 10 ms or less for this long: old programs wrote 0 for "default". */
const USUAL_DELAY = 100;
const SHORTEST_DELAY = 10;
/** Frames decoded together: libvips restarts at the first frame each time, so large chunks are fast and small ones save memory. */
const MOST_TOGETHER = 64;
const MOST_BYTES_TOGETHER = 64 * 2 ** 20;

/** @throws DatasetError if it is too large, or no frame can be decoded */
export async function* animationFrames(path: string): VideoFrames {
  const { default: sharp } = await import('sharp');
  const bytes = await readBounded(path, MAX_FILE_BYTES);
  // A single frame, or damage before the second one, is read like any picture, with the same errors.
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => null);
  const { width = 0, height = 0, pages = 1, delay = [], pageHeight = height, format = '' } = header ?? {};
  if (width * pageHeight > MAX_PIXELS || pages === 1) {
    yield { at: 0, done: 1, picture: await readPicture(path) };
    return null;
  }
  const together = Math.min(MOST_TOGETHER, Math.max(1, Math.floor(MOST_BYTES_TOGETHER / (width * pageHeight * 3))));
  let at = 0;
  for (let page = 0; page < pages; page += together) {
    const count = Math.min(together, pages - page);
    const data = await decoded(bytes, page, count).catch(() => null);
    if (!data && page === 0) throw refusedVideo(path, 'is damaged: its first frames cannot be decoded');
    if (!data) return `is damaged after frame ${page - 1}`;
    const size = width * pageHeight * 3;
    for (let i = 0; i < count; i++) {
      const picture = {
        width,
        height: pageHeight,
        channels: 3,
        data: data.subarray(i * size, (i + 1) * size),
      } as const;
      yield { at, done: (page + i + 1) / pages, picture };
      const shown = delay[page + i] ?? 0;
      at += shown <= SHORTEST_DELAY ? USUAL_DELAY : shown;
    }
  }
  return format === 'gif' && !hasTrailer(bytes)
    ? `ends after frame ${pages - 1}: the rest of the file is missing`
    : null;
}

/** (count,height,width,3), transparency on white as for pictures. */
async function decoded(bytes: Uint8Array, page: number, count: number): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  return sharp(bytes, { page, pages: count, failOn: 'error', limitInputPixels: false })
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer();
}

/** A GIF ends with 0x3b; some programs pad it with zeros. */
function hasTrailer(bytes: Uint8Array): boolean {
  let end = bytes.length - 1;
  while (end > 0 && bytes[end] === 0) end--;
  return bytes[end] === 0x3b;
}
