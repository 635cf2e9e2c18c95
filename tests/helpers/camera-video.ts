/** Videos for a browser's fake camera: pictures shown one after another, as JPEGs in one file (`.mjpeg`). */
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { IMAGE_SIZE } from '../../datasets/dataset.ts';

export interface VideoOptions {
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
  /** How long each picture is shown. */
  readonly seconds?: number;
}

/**
 * Each (64,64,3) picture fills the centre square of a frame, with grey on both sides: the centre square, resized again, is
 * close to the picture. Chromium plays an mjpeg at 30 frames per second, in a loop.
 */
export async function writeVideo(
  pictures: readonly Uint8Array[],
  path: string,
  { width = 640, height = 480, fps = 30, seconds = 1 }: VideoOptions = {},
): Promise<void> {
  const frames: Buffer[] = [];
  for (const picture of pictures) {
    const jpeg = await frameOf(picture, width, height);
    for (let n = 0; n < Math.round(seconds * fps); n++) frames.push(jpeg);
  }
  writeFileSync(path, Buffer.concat(frames));
}

async function frameOf(picture: Uint8Array, width: number, height: number): Promise<Buffer> {
  const side = Math.min(width, height);
  const raw = { width: IMAGE_SIZE, height: IMAGE_SIZE, channels: 3 } as const;
  const square = await sharp(picture, { raw }).resize(side, side, { kernel: 'cubic' }).png().toBuffer();
  return sharp({ create: { width, height, channels: 3, background: '#808080' } })
    .composite([{ input: square, left: (width - side) >> 1, top: (height - side) >> 1 }])
    .jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** Flags of Chromium for a camera that plays that video, allowed without a prompt. */
export function cameraFlags(path: string): string[] {
  return [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${path}`,
  ];
}
