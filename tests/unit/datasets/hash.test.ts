import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IMAGE_BYTES, type ImageSet } from '../../../datasets/dataset.ts';
import { hashDataset } from '../../../datasets/hash.ts';
import { emptySplit } from '../../../datasets/split.ts';

/** Uniform pictures: picture i has grey i and label i mod 3. */
function greys(count: number): ImageSet {
  return {
    count,
    images: Uint8Array.from({ length: count * IMAGE_BYTES }, (_, i) => Math.floor(i / IMAGE_BYTES)),
    labels: Int32Array.from({ length: count }, (_, i) => i % 3),
    sources: Array.from({ length: count }, (_, i) => `#${i}`),
  };
}

const splits = () => ({ train: greys(4), validation: emptySplit(), test: greys(2) });

test('the documented bytes, hashed by another program', () => {
  // python3: h = sha256(); for name, n in (b'train', 4), (b'validation', 0), (b'test', 2):
  //   h.update(name + struct.pack('<I', n) + b''.join(bytes([i]) * 12288 for i in range(n)))
  //   h.update(struct.pack('<%di' % n, *[i % 3 for i in range(n)]))
  assert.equal(hashDataset(splits()), '5e6fb7f0ebcd0de3b62ab4c9e5d105a2100809ce7abe8abc1e1391c4c93fd736');
});

test('it changes with one pixel, one label, or a picture in another split, but not with a source', () => {
  const pixel = splits();
  pixel.test.images[5000]! ^= 1;
  const label = splits();
  label.train.labels[3] = 1;
  const moved = { ...splits(), validation: greys(2), test: emptySplit() };
  const renamed = { ...splits(), train: { ...greys(4), sources: ['a', 'b', 'c', 'd'] } };
  const hashes = [splits(), pixel, label, moved].map(hashDataset);
  assert.equal(new Set(hashes).size, 4);
  assert.equal(hashDataset(renamed), hashDataset(splits()));
});
