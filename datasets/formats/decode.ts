/** Picture files (JPEG, PNG, WebP) through sharp (libvips), as the network sees them. */
import { readFile, stat } from 'node:fs/promises';
import type { Sharp } from 'sharp';
import { DatasetError } from '../dataset.ts';
import { type Picture, preprocess } from '../preprocess.ts';
import { systemReason } from './reading.ts';

/** 64 MiB: no camera's JPEG is larger, and the file is read into memory as a whole. */
const MAX_FILE_BYTES = 64 * 2 ** 20;
/** 100 megapixels are 300 MB decoded. A "decompression bomb" of a few kilobytes can announce far more. */
export const MAX_PIXELS = 100e6;

/** Whether a file's name says that it is a picture of a kind that can be decoded. */
export function isPictureName(name: string): boolean {
  return /\.(jpe?g|png|webp)$/i.test(name);
}

/**
 * Decodes a file and takes it through `preprocess`: (64,64,3) RGB.
 * @throws DatasetError naming the file where it is missing, not a picture, corrupt, or too large.
 */
export async function decodeFile(path: string): Promise<Uint8Array> {
  return preprocess(await readPicture(path));
}

/** Reads and decodes a file, see `decodePicture`. @throws DatasetError */
export async function readPicture(path: string): Promise<Picture> {
  return decodePicture(await readBounded(path), path);
}

/**
 * Decodes JPEG, PNG or WebP to 8-bit sRGB (height,width,3): turned upright by its EXIF orientation, transparency laid
 * on white, grey, CMYK and 16-bit pictures converted. Of an animation the first frame.
 * @param name what an error calls the picture: its path
 * @throws DatasetError
 */
export async function decodePicture(bytes: Uint8Array, name: string): Promise<Picture> {
  checkFormat(bytes, name);
  const sharp = await loadSharp();
  try {
    // `failOn: error` refuses truncated and corrupt data, and passes over the harmless warnings of many cameras.
    const image = sharp(bytes, { failOn: 'error', limitInputPixels: false });
    await checkPixels(image, name);
    const { data, info } = await image
      .autoOrient()
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, channels: 3, data };
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    throw refused(name, `cannot be decoded: ${systemReason(error).trim().replaceAll(/\s+/g, ' ')}`, error);
  }
}

async function readBounded(path: string): Promise<Uint8Array> {
  try {
    const entry = await stat(path);
    // A device or a pipe has no end that its size would tell.
    if (!entry.isFile()) throw refused(path, 'is not a regular file');
    const { size } = entry;
    if (size > MAX_FILE_BYTES) throw refused(path, `is ${size} bytes, more than ${MAX_FILE_BYTES}`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    throw refused(path, `cannot be read: ${systemReason(error)}`, error);
  }
}

/** By the first bytes, not the name: libvips would also render SVG and call other decoders on foreign data. */
function checkFormat(bytes: Uint8Array, name: string): void {
  if (bytes.length === 0) throw refused(name, 'is empty (0 bytes)');
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  const known = head.startsWith('\xff\xd8\xff') || head.startsWith('\x89PNG\r\n\x1a\n') || /^RIFF....WEBP/s.test(head);
  if (!known) throw refused(name, 'is not a JPEG, PNG or WebP picture');
}

/** Looks at the header only, before any pixel is decoded. */
async function checkPixels(image: Sharp, name: string): Promise<void> {
  const { width, height } = await image.metadata();
  if (width * height <= MAX_PIXELS) return;
  throw refused(name, `has ${width} x ${height} = ${width * height} pixels, more than ${MAX_PIXELS}`);
}

/** Loaded when first needed: a native library that a run on HDF5 or drawn pictures can do without. */
async function loadSharp(): Promise<typeof import('sharp').default> {
  try {
    return (await import('sharp')).default;
  } catch (error) {
    throw new DatasetError(
      `picture files cannot be decoded here: the library sharp does not load (${systemReason(error).split('\n')[0]})`,
      'Install the dependencies again on this machine (npm install), or use the HDF5 form of the data.',
      { cause: error },
    );
  }
}

function refused(name: string, found: string, cause?: unknown): DatasetError {
  return new DatasetError(`${name} ${found}`, 'Remove the file or replace it by a good copy.', { cause });
}
