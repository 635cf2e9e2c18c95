import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IMAGE_BYTES, type ImageSet } from '../../../../datasets/dataset.ts';
import { countCopies } from '../../../../datasets/inspect/copies.ts';

/** Uniform grey pictures. */
function greys(...values: number[]): ImageSet {
  const images = new Uint8Array(values.length * IMAGE_BYTES);
  for (const [at, value] of values.entries()) images.fill(value, at * IMAGE_BYTES, (at + 1) * IMAGE_BYTES);
  return { count: values.length, images, labels: new Int32Array(values.length), sources: values.map(String) };
}

test('duplicate pictures are counted within and across the splits', () => {
  assert.deepEqual(countCopies([greys(1, 2, 3), greys(), greys(4)]), { within: 0, across: 0 });
  assert.deepEqual(countCopies([greys(1, 1, 2), greys(5), greys(6, 6, 6)]), { within: 5, across: 0 });
  assert.deepEqual(countCopies([greys(1, 1, 2), greys(2), greys(1, 7)]), { within: 2, across: 5 });
});
