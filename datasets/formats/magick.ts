/**
 * The kinds of pictures that sharp has no code for, through ImageMagick as WebAssembly: BMP, PPM and PGM, HEIC. Loaded on
 * the first such picture.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { MagickFormat } from '@imagemagick/magick-wasm';
import type { Picture } from '../preprocess.ts';
import type { PictureKind } from './picture-kind.ts';

type Library = typeof import('@imagemagick/magick-wasm');

/** Named to the library, so that it guesses nothing and no other of its readers is reached. */
const FORMATS = { bmp: 'BMP', pnm: 'PNM', heic: 'HEIC' } as const satisfies Partial<Record<PictureKind, string>>;
export type MagickKind = keyof typeof FORMATS;

export function isMagickKind(kind: PictureKind): kind is MagickKind {
  return kind in FORMATS;
}

/** Width and height by the header alone. Throws the library's error where it is none. */
export async function sizeByMagick(bytes: Uint8Array, kind: MagickKind): Promise<{ width: number; height: number }> {
  const { MagickImageInfo, MagickReadSettings } = await loaded();
  const { width, height } = MagickImageInfo.create(
    bytes,
    new MagickReadSettings({ format: FORMATS[kind] as MagickFormat }),
  );
  return { width, height };
}

/**
 * Upright 8-bit RGB of the first picture, transparency on white. Throws the library's error where it cannot be decoded.
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
    // A copy: what is handed in lies in the library's own memory.
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
