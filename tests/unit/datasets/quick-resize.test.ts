import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Picture, preprocess } from '../../../datasets/preprocess.ts';
import { quickPreprocess } from '../../../datasets/quick-resize.ts';
import { buildResize, RESIZE_FILE } from '../../../datasets/wasm/build.ts';

test('the committed resize.wasm equals a build from its source, byte for byte', async () => {
  const [committed, built] = [readFileSync(RESIZE_FILE), await buildResize()];
  assert.ok(committed.equals(built), `${committed.length} bytes committed, ${built.length} built: run npm run wasm`);
});

const quick = quickPreprocess();

/** Distinct bytes, or the largest value everywhere, where sums reach their limit. */
function picture(width: number, height: number, channels: 3 | 4, seed: number): Picture {
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) =>
    seed === 0 ? 255 : Math.imul(i + seed, 2654435761) >>> 24,
  );
  return { width, height, channels, data };
}

test('the same bytes as resize.ts: reduced and enlarged, RGB and RGBA, one size after another', () => {
  const side = fc.oneof(fc.integer({ min: 1, max: 140 }), fc.integer({ min: 1, max: 700 }));
  fc.assert(
    fc.property(side, side, fc.constantFrom(3 as const, 4 as const), fc.nat(1000), (width, height, channels, seed) => {
      const one = picture(width, height, channels, seed);
      assert.deepEqual(quick(one), preprocess(one));
    }),
    {
      numRuns: 120,
      examples: [
        [640, 480, 3, 1],
        [640, 480, 3, 0],
        [64, 64, 3, 2],
        [65, 63, 4, 3],
      ],
    },
  );
});

test('the same for a picture processed in several strips, and for a small one after it', () => {
  for (const one of [picture(2100, 1500, 3, 7), picture(1, 1, 4, 8)]) assert.deepEqual(quick(one), preprocess(one));
});

test('data that do not fit the size are refused', () => {
  assert.throws(() => quick({ width: 2, height: 2, channels: 3, data: new Uint8Array(16) }), /holds 16 bytes/);
});
