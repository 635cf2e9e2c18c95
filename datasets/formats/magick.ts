/**
 * Picture formats that sharp does not support, through ImageMagick as WebAssembly: BMP, PPM and PGM, HEIC. Loaded for the
 * first such picture.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { MagickFormat } from '@imagemagick/magick-wasm';
import type { Picture } from '../preprocess.ts';
import type { PictureKind } from './picture-kind.ts';

type Library = typeof import('@imagemagick/magick-wasm');

/** Passed to the library explicitly, so that it does not guess and none of its other readers is reachable. */
const FORMATS = { bmp: 'BMP', pnm: 'PNM', heic: 'HEIC' } as const satisfies Partial<Record<PictureKind, string>>;
export type MagickKind = keyof typeof FORMATS;

export function isMagickKind(kind: PictureKind): kind is MagickKind {
  return kind in FORMATS;
}

/** Width and height from the header alone. Throws the library's error if it is invalid. */
export async function sizeByMagick(bytes: Uint8Array, kind: MagickKind): Promise<{ width: number; height: number }> {
  const { MagickImageInfo, MagickReadSettings } = await loaded();
  const { width, height } = MagickImageInfo.create(
    bytes,
    new MagickReadSettings({ format: FORMATS[kind] as MagickFormat }),
  );
  return { width, height };
}

/**
 * Upright 8-bit RGB of the first picture, transparency on white. Throws the library's error if it cannot be decoded.
 */
export async function decodeByMagick(bytes: Uint8Array, kind: MagickKind): Promise<Picture> {
  const { AlphaAction, ColorSpace, ImageMagick, MagickColors, MagickFormat, MagickReadSettings } = await loaded();
  const settings = new MagickReadSettings({ format: FORMATS[kind] as MagickFormat, frameIndex: 0, frameCount: 1 });
  return ImageMagick.read(bytes, settings, (image) => {
    image.autoOrient();
    image.backgroundColor = MagickColors.White;
    image.alpha(AlphaAction.Remove);
    image.colorSpace = ColorSpace.sRGB;
    image.depth = 8;
    const { width, height } = image;
    // A copy: the argument is in the library's own memory.
    return image.write(MagickFormat.Rgb, (data) => ({ width, height, channels: 3, data: Uint8Array.from(data) }));
  });
}

let library: Promise<Library> | undefined;

function loaded(): Promise<Library> {
  library ??= load();
  return library;
}

async function load(): Promise<Library> {
  const module = await import('@imagemagick/magick-wasm');
  const wasm = fileURLToPath(import.meta.resolve('@imagemagick/magick-wasm/magick.wasm'));
  await module.initializeImageMagick(await readFile(wasm));
  return module;
}
