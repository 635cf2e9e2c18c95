import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { IMAGE_BYTES } from '../../../datasets/dataset.ts';
import { type Picture, preprocess } from '../../../datasets/preprocess.ts';

/** Byte i is the top byte of i * 2654435761 mod 2^32 (Knuth's multiplicative hash): every grey, no structure. */
function pattern(width: number, height: number, channels: 3 | 4): Picture {
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => Math.imul(i, 2654435761) >>> 24);
  return { width, height, channels, data };
}

/**
 * SHA-256 of the (64,64,3) bytes of Pillow 12.3, for the same pattern d (height,width,channels) from numpy:
 *   s = min(w, h); x = (w - s) // 2; y = (h - s) // 2
 *   Image.fromarray(d[:, :, :3]).crop((x, y, x + s, y + s)).resize((64, 64), Image.BILINEAR)
 */
const PILLOW: readonly [number, number, 3 | 4, string][] = [
  [1920, 1080, 4, '69f3d695f3a489f0001ae4ad769df03b9a2ee4f568911fafa8e87a7e1483ab83'],
  [640, 480, 3, '356d104a97bc9f970db31e87fca0f53f2a2fb14f1cf96c08d66dd2ffc8d1795a'],
  [100, 37, 3, '20c9f93d20fc17b8ead30e787e980f8a8837e06599c0822aa8a0cb45648bd239'],
  [64, 64, 3, '9e5fe4211af371116421317e2974ea8eb5544a2cf98d49a22e1331f0aa9af649'],
  [65, 80, 3, '8630530085e4421ff482a3402cb9c12e2b2707f821541eafae2e0d9bbee4de61'],
  [10, 10, 4, '5384b24960de41f0b0b2f6cf43f420d573bfe528df48dd5fd9cf691318c963eb'],
  [1, 1, 3, '53094f3fe008fb92b3a609ffba13fd5d8d2f3eb8d4e5f8a37bd604f6f1ba7988'],
  [129, 128, 3, '8f96bf1374a0812c5cfa4e73b58296d7f68eb0b78c76bceb300dbc94c47f6873'],
  [63, 63, 3, '4be1b0fc76501d56ce3a1c3cef4a3ac5522d25e95a890030b7e389dc266989d2'],
];

test("Pillow's bilinear resize, bit for bit: reduced, enlarged, odd sizes, RGBA", () => {
  for (const [width, height, channels, sha256] of PILLOW) {
    const out = preprocess(pattern(width, height, channels));
    assert.equal(createHash('sha256').update(out).digest('hex'), sha256, `${width}x${height}x${channels}`);
  }
});

test('a 64x64 picture passes through', () => {
  const picture = pattern(64, 64, 3);
  assert.deepEqual(preprocess(picture), picture.data);
});

test('a uniform picture keeps its colour at every size', () => {
  const colour = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 }), colour, (width, height, rgb) => {
      const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => rgb[i % 3]!);
      const expected = Uint8Array.from({ length: IMAGE_BYTES }, (_, i) => rgb[i % 3]!);
      assert.deepEqual(preprocess({ width, height, channels: 3, data }), expected);
    }),
    { numRuns: 60 },
  );
});

describe('region', () => {
  test('gives the same as cropping the region first', () => {
    const picture = pattern(90, 70, 4);
    const region = { x: 11, y: 3, size: 66 };
    const data = new Uint8Array(66 * 66 * 4);
    for (let row = 0; row < 66; row++) {
      const start = ((3 + row) * 90 + 11) * 4;
      data.set(picture.data.subarray(start, start + 66 * 4), row * 66 * 4);
    }
    assert.deepEqual(preprocess(picture, region), preprocess({ width: 66, height: 66, channels: 4, data }));
  });

  test('a region of 64x64 is a copy of its pixels', () => {
    const picture = pattern(100, 80, 3);
    const out = preprocess(picture, { x: 36, y: 16, size: 64 });
    assert.equal(out[0], picture.data[(16 * 100 + 36) * 3]);
    assert.equal(out.at(-1), picture.data.at(-1));
  });

  test('outside the picture, or not in whole pixels, is refused', () => {
    const picture = pattern(100, 80, 3);
    for (const region of [
      { x: 37, y: 0, size: 64 },
      { x: 0, y: 17, size: 64 },
      { x: -1, y: 0, size: 64 },
      { x: 0.5, y: 0, size: 64 },
      { x: 0, y: 0, size: 0 },
    ]) {
      assert.throws(() => preprocess(picture, region), /is not inside/);
    }
  });
});

test('data that do not fit the size are refused', () => {
  assert.throws(() => preprocess({ width: 2, height: 2, channels: 3, data: new Uint8Array(16) }), /holds 16 bytes/);
});
