import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ALONE, IMAGE_BYTES, type ImageSet } from '../../../datasets/dataset.ts';
import { emptySplit, join, select, stratifiedSplit } from '../../../datasets/split.ts';

/** Labels of classes with at least two pictures each, in random order. */
const labelLists = fc.array(fc.integer({ min: 2, max: 40 }), { minLength: 1, maxLength: 6 }).chain((sizes) => {
  const labels = sizes.flatMap((size, label) => Array<number>(size).fill(label));
  return fc.shuffledSubarray(labels, { minLength: labels.length, maxLength: labels.length });
});
const shares = fc.double({ min: 0.01, max: 0.9, noNaN: true });

test('every index is in one part, in ascending order, with the right number of every class', () => {
  fc.assert(
    fc.property(labelLists, shares, fc.nat(), (list, share, seed) => {
      const labels = Int32Array.from(list);
      const { kept, taken } = stratifiedSplit(labels, share, seed);
      const ascending = (part: Int32Array) => assert.deepEqual(part, part.slice().sort());
      ascending(kept);
      ascending(taken);
      assert.deepEqual(
        Int32Array.from([...kept, ...taken]).sort(),
        Int32Array.from(labels, (_, i) => i),
      );
      for (const label of new Set(list)) {
        const of = (part: Int32Array) => part.filter((i) => labels[i] === label).length;
        const n = list.filter((l) => l === label).length;
        assert.equal(of(taken), Math.min(Math.max(Math.round(share * n), 1), n - 1));
        assert.equal(of(kept), n - of(taken));
      }
    }),
    { numRuns: 200 },
  );
});

test('the same seed gives the same split, another seed a different one', () => {
  const labels = Int32Array.from({ length: 300 }, (_, i) => i % 6);
  assert.deepEqual(stratifiedSplit(labels, 0.15, 3), stratifiedSplit(labels, 0.15, 3));
  assert.notDeepEqual(stratifiedSplit(labels, 0.15, 3), stratifiedSplit(labels, 0.15, 4));
});

test('a class with a single picture is refused by its number', () => {
  assert.throws(() => stratifiedSplit(Int32Array.from([0, 0, 1]), 0.5, 1), {
    name: 'DatasetError',
    message: /class number 1 has a single training picture/,
  });
});

test('selected pictures keep their pixels, labels and sources, and have their own memory', () => {
  const images = Uint8Array.from({ length: 3 * IMAGE_BYTES }, (_, i) => Math.floor(i / IMAGE_BYTES));
  const set = { count: 3, images, labels: Int32Array.from([7, 8, 9]), sources: ['a', 'b', 'c'] };
  const part = select(set, Int32Array.from([2, 0]));
  images.fill(99);
  assert.equal(part.count, 2);
  assert.deepEqual([part.images[0], part.images[IMAGE_BYTES - 1], part.images[IMAGE_BYTES]], [2, 2, 0]);
  assert.deepEqual(
    [[...part.labels], part.sources],
    [
      [9, 7],
      ['c', 'a'],
    ],
  );
  assert.equal(select(set, new Int32Array(0)).images.length, emptySplit().images.length);
});

test('groups of two joined sets stay separate', () => {
  const setOf = (first: number, groups?: number[]): ImageSet => ({
    ...{ count: 3, images: new Uint8Array(3 * IMAGE_BYTES).fill(first), labels: Int32Array.of(first, 0, 1) },
    ...{ sources: [`${first}a`, `${first}b`, `${first}c`], ...(groups && { groups: Int32Array.from(groups) }) },
  });
  const groupsOf = (a: ImageSet, b: ImageSet) => [...(join(a, b).groups ?? [])];
  assert.deepEqual(groupsOf(setOf(1, [0, 1, ALONE]), setOf(2, [0, 0, ALONE])), [0, 1, ALONE, 2, 2, ALONE]);
  assert.deepEqual(groupsOf(setOf(1), setOf(2, [4, 4, 5])), [ALONE, ALONE, ALONE, 4, 4, 5]);
  const { count, labels, sources, groups } = join(setOf(1), setOf(2));
  assert.deepEqual([count, [...labels], sources.at(-1), groups], [6, [1, 0, 1, 2, 0, 1], '2c', undefined]);
});
