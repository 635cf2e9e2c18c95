/**
 * Dataset files with bits flipped, truncated or extended: each is read or refused with a sentence, never with a bug, and
 * valid files can still be read afterwards.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { pack } from 'tar-stream';
import { openDataset } from '../../datasets/catalog.ts';
import { DatasetError } from '../../datasets/dataset.ts';
import { decodePicture } from '../../datasets/formats/decode.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { foreignPicture } from '../unit/datasets/formats/foreign-pictures.ts';
import { greyPng } from '../unit/datasets/formats/pictures.ts';

/** Changes some bytes, more often near the start, because parsers tend to fail in headers. */
const damage = fc.record({
  flips: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 255 })), {
    maxLength: 6,
  }),
  keep: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
});

function damaged(
  good: Uint8Array,
  { flips, keep }: { flips: readonly (readonly [number, number])[]; keep: number },
): Uint8Array {
  const bytes = Uint8Array.from(good.subarray(0, Math.floor(good.length * keep)));
  for (const [place, bits] of flips) {
    const at = Math.floor(place ** 3 * bytes.length);
    if (at < bytes.length) bytes[at] = bytes[at]! ^ bits;
  }
  return bytes;
}

async function tarOf(files: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> {
  const archive = pack();
  for (const [name, bytes] of Object.entries(files)) archive.entry({ name }, Buffer.from(bytes));
  archive.finalize();
  const parts: Buffer[] = [];
  for await (const part of archive) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

describe('pictures', () => {
  const drawn = sharp({ create: { width: 24, height: 16, channels: 3, background: { r: 200, g: 90, b: 10 } } });
  const kinds: Record<string, () => Promise<Uint8Array>> = {
    jpeg: () => drawn.clone().jpeg().toBuffer(),
    png: () => drawn.clone().png().toBuffer(),
    webp: () => drawn.clone().webp().toBuffer(),
    gif: () => drawn.clone().gif().toBuffer(),
    tiff: () => drawn.clone().tiff().toBuffer(),
    bmp: async () => foreignPicture('bmp8'),
    ppm: async () => foreignPicture('ppm'),
    heic: async () => foreignPicture('heic'),
    avif: async () => foreignPicture('avif'),
  };
  for (const [kind, make] of Object.entries(kinds)) {
    test(kind, async () => {
      const good = await make();
      await fc.assert(
        fc.asyncProperty(damage, async (how) => {
          await decodePicture(damaged(good, how), 'picture').catch((error: unknown) => {
            assert.ok(error instanceof DatasetError, String(error));
            assert.match(error.message, /^picture (is|has) /);
          });
        }),
        { numRuns: 60 },
      );
      assert.ok((await decodePicture(good, 'picture')).data.length > 0);
    });
  }
});

describe('archives and tables', () => {
  const pictures = async () => ({
    '0/a.png': new Uint8Array(await greyPng(10)),
    '1/b.png': new Uint8Array(await greyPng(200)),
  });
  const row = (label: number, grey: number) => [label, ...new Array<number>(64).fill(grey)].join(',');
  const files: Record<string, () => Promise<Uint8Array>> = {
    'a.zip': async () => zipSync(await pictures()),
    'a.tar': async () => tarOf(await pictures()),
    'a.tar.gz': async () => gzipSync(await tarOf(await pictures())),
    'a.csv': async () => Buffer.from([row(0, 10), row(1, 200), row(0, 30)].join('\n')),
  };
  for (const [name, make] of Object.entries(files)) {
    test(name, async (t) => {
      const path = join(temporaryFolder(t), name);
      const good = await make();
      await fc.assert(
        fc.asyncProperty(damage, async (how) => {
          await writeFile(path, damaged(good, how));
          await openDataset(path).catch((error: unknown) => assert.ok(error instanceof DatasetError, String(error)));
        }),
        { numRuns: 80 },
      );
      await writeFile(path, good);
      assert.deepEqual((await openDataset(path)).classes, ['0', '1']);
    });
  }
});
