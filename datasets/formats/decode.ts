/**
 * Decodes picture files: JPEG, PNG, WebP, AVIF, GIF and TIFF through sharp (libvips), the others through magick.ts. The
 * format is decided by the content, never by the name.
 */
import type { Sharp } from 'sharp';
import { DatasetError } from '../dataset.ts';
import { type Picture, preprocess } from '../preprocess.ts';
import { damageOf, isCut, ownText } from './damage.ts';
import { decodeByMagick, isMagickKind, type MagickKind, sizeByMagick } from './magick.ts';
import { PICTURE_KINDS_LISTED, type PictureKind, pictureKind } from './picture-kind.ts';
import { systemReason } from './reading.ts';
import { readBounded } from './tree/disk-tree.ts';

/** 64 MiB: no camera's JPEG is larger, and the whole file is read into memory. */
export const MAX_FILE_BYTES = 64 * 2 ** 20;
/** 100 megapixels take 300 MB decoded. A "decompression bomb" of a few kilobytes can declare far more. */
export const MAX_PIXELS = 100e6;

/**
 * Decodes a file and preprocesses it: (64,64,3) RGB.
 * @throws DatasetError naming the file if it is missing, not a picture, corrupt, or too large.
 */
export async function decodeFile(path: string): Promise<Uint8Array> {
  return preprocess(await readPicture(path));
}

/** Reads and decodes a file, see `decodePicture`. @throws DatasetError */
export async function readPicture(path: string): Promise<DecodedPicture> {
  return decodePicture(await readBounded(path, MAX_FILE_BYTES), path);
}

export interface DecodedPicture extends Picture {
  /** Number of frames of an animation or pages of a TIFF, of which the first was decoded. */
  readonly frames: number;
}

/**
 * Decodes a picture to 8-bit sRGB (height,width,3): turned upright by its EXIF orientation, transparency on white,
 * grey, CMYK and 16-bit pictures converted. Of several frames or pages it decodes the first.
 * @param name of the picture in errors: its path
 * @throws DatasetError
 */
export async function decodePicture(bytes: Uint8Array, name: string): Promise<DecodedPicture> {
  const kind = kindOf(bytes, name);
  try {
    return isMagickKind(kind) ? await throughMagick(bytes, kind, name) : await throughSharp(bytes, kind, name);
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    throw refused(name, `is a damaged ${KIND_NAMES[kind]}: ${damageOf(error, bytes, kind)}`, error);
  }
}

/** How often a picture is decoded again because the library's reason was lost. */
const MAX_TRIES = 8;

async function throughSharp(bytes: Uint8Array, kind: PictureKind, name: string): Promise<DecodedPicture> {
  for (let tries = 1; ; tries++) {
    try {
      return await decodeBySharp(bytes, kind, name);
    } catch (error) {
      // libvips has one error text for the whole process, which the end of another picture clears.
      const isLost = !(error instanceof DatasetError) && ownText(error, kind) === '';
      if (!isLost || tries === MAX_TRIES || isCut(bytes, kind)) throw error;
    }
  }
}

async function decodeBySharp(bytes: Uint8Array, kind: PictureKind, name: string): Promise<DecodedPicture> {
  const sharp = await loadSharp();
  // `failOn: error` refuses truncated and corrupt data, and ignores the harmless warnings of many cameras.
  const image = sharp(bytes, { failOn: 'error', limitInputPixels: kind === 'jpeg' ? MAX_PIXELS : false });
  const pages = kind === 'jpeg' ? 1 : await pagesOf(image, name);
  const { data, info } = await image
    .autoOrient()
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch(async (error: unknown) => {
      await pagesOf(image, name); // reports a picture that is too large with its size, which the library does not
      throw error;
    });
  return { width: info.width, height: info.height, channels: 3, data, frames: pages };
}

/** Reads the header only. Not called for JPEGs, which have one page: for thousands the time matters. @throws DatasetError for too many pixels */
async function pagesOf(image: Sharp, name: string): Promise<number> {
  const { width, height, pages = 1 } = await image.metadata();
  checkPixels(width, height, name);
  return pages;
}

async function throughMagick(bytes: Uint8Array, kind: MagickKind, name: string): Promise<DecodedPicture> {
  const { width, height } = await sizeByMagick(bytes, kind);
  checkPixels(width, height, name);
  return { ...(await decodeByMagick(bytes, kind)), frames: 1 };
}

const KIND_NAMES: Readonly<Record<PictureKind, string>> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  gif: 'GIF',
  tiff: 'TIFF',
  avif: 'AVIF',
  heic: 'HEIC',
  bmp: 'BMP',
  pnm: 'PPM or PGM',
};

/** By the first bytes, not the name: libvips would also render SVG and run other decoders on foreign data. */
function kindOf(bytes: Uint8Array, name: string): PictureKind {
  if (bytes.length === 0) throw refused(name, 'is empty (0 bytes)');
  const kind = pictureKind(bytes);
  if (!kind) throw refused(name, `is not a picture in a known format (${PICTURE_KINDS_LISTED})`);
  return kind;
}

/** From the header only, before any pixel is decoded. */
function checkPixels(width: number, height: number, name: string): void {
  if (width * height <= MAX_PIXELS) return;
  throw refused(name, `has ${width} x ${height} = ${width * height} pixels, more than ${MAX_PIXELS}`);
}

/** Loaded on first use: a native library that runs on HDF5 or drawn pictures do not need. */
export async function loadSharp(): Promise<typeof import('sharp').default> {
  try {
    return (await import('sharp')).default;
  } catch (error) {
    throw new DatasetError(
      `picture files cannot be decoded: the library sharp does not load (${systemReason(error).split('\n')[0]})`,
      'Install the dependencies again on this machine (npm install), or use the HDF5 form of the data.',
      { cause: error },
    );
  }
}

function refused(name: string, found: string, cause?: unknown): DatasetError {
  return new DatasetError(`${name} ${found}`, 'Remove the file or replace it with a good copy.', { cause });
}
