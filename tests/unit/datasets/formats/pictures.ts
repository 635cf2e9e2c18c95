/** Makes small picture files with sharp; the colour identifies the picture. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

/** A uniform grey 8x8 PNG. */
export function greyPng(grey: number): Promise<Buffer> {
  const background = { r: grey, g: grey, b: grey };
  return sharp({ create: { width: 8, height: 8, channels: 3, background } })
    .png()
    .toBuffer();
}

/** Writes files below a folder, creating subfolders; a number is a PNG of that grey. */
export async function writeTree(root: string, files: Record<string, number | string | Uint8Array>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), typeof content === 'number' ? await greyPng(content) : content);
  }
}
