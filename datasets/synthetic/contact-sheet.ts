/** All signs at a glance: `node datasets/synthetic/contact-sheet.ts [OUT.png]`. */
import { join } from 'node:path';
import { CHANNELS, IMAGE_BYTES, IMAGE_SIZE, type ImageSet } from '../dataset.ts';
import { drawSynthetic } from './synthetic.ts';

/** Pixels between pictures. */
const GAP = 2;
const WHITE = 255;

/** One row per class, its first pictures from left to right. @returns RGB, (height,width,3) */
export function contactSheet(images: ImageSet, columns: number): { width: number; height: number; data: Uint8Array } {
  const cell = IMAGE_SIZE + GAP;
  const rows = Math.max(...images.labels) + 1;
  const [width, height] = [columns * cell - GAP, rows * cell - GAP];
  const data = new Uint8Array(width * height * CHANNELS).fill(WHITE);
  const drawn = new Array<number>(rows).fill(0);
  images.labels.forEach((label, i) => {
    const column = drawn[label]!++;
    if (column >= columns) return;
    for (let y = 0; y < IMAGE_SIZE; y++) {
      const from = i * IMAGE_BYTES + y * IMAGE_SIZE * CHANNELS;
      const to = ((label * cell + y) * width + column * cell) * CHANNELS;
      data.set(images.images.subarray(from, from + IMAGE_SIZE * CHANNELS), to);
    }
  });
  return { width, height, data };
}

if (import.meta.main) {
  const { default: sharp } = await import('sharp');
  const { train } = drawSynthetic({ trainPerClass: 12, testPerClass: 0, seed: 1 });
  const { width, height, data } = contactSheet(train, 12);
  const out = process.argv[2] ?? join(import.meta.dirname, 'contact-sheet.png');
  await sharp(data, { raw: { width, height, channels: CHANNELS } })
    .png({ palette: true, dither: 0.6, effort: 10 })
    .toFile(out);
}
