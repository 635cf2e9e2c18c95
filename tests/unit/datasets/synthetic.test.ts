import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DatasetError, IMAGE_BYTES, type ImageSet } from '../../../datasets/dataset.ts';
import { drawSynthetic } from '../../../datasets/synthetic/synthetic.ts';

const sha256 = (...sets: ImageSet[]) => {
  const hash = createHash('sha256');
  for (const { images } of sets) hash.update(images);
  return hash.digest('hex');
};
const picture = (set: ImageSet, i: number) =>
  Buffer.from(set.images.buffer, set.images.byteOffset + i * IMAGE_BYTES, IMAGE_BYTES);

/** Mean share of skin-coloured pixels (red 28 above blue) for each class. */
function skinArea({ images, labels }: ImageSet): number[] {
  const skin = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < images.length; i += 3) {
    if (images[i]! - images[i + 2]! > 28) skin[labels[Math.floor(i / IMAGE_BYTES)]!]! += 1;
  }
  return skin.map((pixels) => pixels / (images.length / 3 / 6));
}

describe('the drawn pictures', () => {
  const { classes, train, test: tested } = drawSynthetic({ trainPerClass: 40, testPerClass: 5, seed: 1 });

  test('shapes, counts, labels, names and sources', () => {
    assert.deepEqual(classes, ['0', '1', '2', '3', '4', '5']);
    for (const [name, set, perClass] of [
      ['train', train, 40],
      ['test', tested, 5],
    ] as const) {
      assert.equal(set.count, 6 * perClass);
      assert.equal(set.images.length, set.count * IMAGE_BYTES);
      assert.deepEqual(
        set.labels,
        Int32Array.from({ length: set.count }, (_, i) => i % 6),
      );
      assert.deepEqual(
        set.sources,
        Array.from(set.labels, (_, i) => `synthetic/${name}#${i}`),
      );
    }
  });

  test('no picture occurs twice, within a split or in both', () => {
    const hashes = [train, tested].flatMap((set) =>
      Array.from(set.labels, (_, i) => createHash('sha256').update(picture(set, i)).digest('hex')),
    );
    assert.equal(new Set(hashes).size, 6 * 45);
  });

  test('every picture has light, dark and coloured pixels', () => {
    for (let i = 0; i < train.count; i++) {
      const bytes = picture(train, i);
      const [low, high] = [Math.min(...bytes), Math.max(...bytes)];
      assert.ok(high - low > 90, `picture ${i} spans ${low} to ${high}`);
    }
  });

  test('more fingers show more skin', () => {
    const area = skinArea(train);
    for (const [less, more] of [
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
    ] as const) {
      assert.ok(area[more]! > area[less]! + 0.005, `skin of ${less}: ${area[less]}, of ${more}: ${area[more]}`);
    }
    assert.ok(area[0]! < area[2]! && area[0]! > 0.1, `skin of 0: ${area[0]}`);
  });
});

describe('determinism', () => {
  // SHA-256 over the pixels of train, then test. It changes only when the drawing is changed on purpose, and then every
  // number measured on these pictures (datasets/synthetic/README.md) must be measured again.
  test('the bytes of seed 3 are pinned', () => {
    const { train, test: tested } = drawSynthetic({ trainPerClass: 3, testPerClass: 2, seed: 3 });
    assert.equal(sha256(train, tested), '10982c4ed8f71fbebc9d1a740cf8825645a02055a715b961fb782b0914523650');
  });

  test('a larger set starts with the same pictures, whatever was drawn before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 1, max: 4 }), (seed, fewer) => {
        const few = drawSynthetic({ trainPerClass: fewer, testPerClass: 1, seed });
        const many = drawSynthetic({ trainPerClass: fewer + 2, testPerClass: 2, seed });
        assert.deepEqual(few.train.images, many.train.images.subarray(0, few.train.images.length));
        assert.deepEqual(few.test.images, many.test.images.subarray(0, few.test.images.length));
      }),
      { numRuns: 8 },
    );
  });

  test('another seed changes every picture', () => {
    const [first, second] = [7, 8].map((seed) => drawSynthetic({ trainPerClass: 2, testPerClass: 1, seed }).train);
    for (let i = 0; i < first!.count; i++) assert.notDeepEqual(picture(first!, i), picture(second!, i));
  });
});

describe('options', () => {
  test('an empty test split is allowed, and progress ends at the total', () => {
    const seen: { step: string; done: number; total: number }[] = [];
    const drawn = drawSynthetic({ trainPerClass: 2, testPerClass: 0, seed: 0, onProgress: (p) => seen.push(p) });
    assert.equal(drawn.test.count, 0);
    assert.deepEqual(
      seen,
      [6, 12].map((done) => ({ step: 'drawing hands', done, total: 12 })),
    );
  });

  const possible = { trainPerClass: 1, testPerClass: 1, seed: 1 };
  const impossible: [string, Partial<typeof possible>, RegExp][] = [
    ['no training picture', { trainPerClass: 0 }, /trainPerClass of 0/],
    ['half a picture', { testPerClass: 0.5 }, /testPerClass of 0.5/],
    ['fewer than none', { testPerClass: -1 }, /testPerClass of -1/],
    ['not a number', { trainPerClass: Number.NaN }, /trainPerClass of NaN/],
    // 6 (1000000 + 1) 12288 bytes
    ['more than fits', { trainPerClass: 1e6 }, /need 73728073728 bytes, more than 2147483648/],
    ['a negative seed', { seed: -1 }, /seed -1/],
    ['a seed of more than 32 bits', { seed: 2 ** 32 }, /seed 4294967296/],
    ['a broken seed', { seed: 1.5 }, /seed 1.5/],
  ];
  for (const [name, options, message] of impossible) {
    test(`${name} is refused with a remedy`, () => {
      assert.throws(
        () => drawSynthetic({ ...possible, ...options }),
        (error) => error instanceof DatasetError && message.test(error.message) && /^(Give|Ask)/.test(error.remedy),
      );
    });
  }
});
