import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { ALONE, type DatasetError } from '../../../datasets/dataset.ts';
import { captureGroups, groupedSplit } from '../../../datasets/grouped-split.ts';
import { stratifiedSplit } from '../../../datasets/split.ts';

const ints = (...values: number[]) => Int32Array.from(values);

/** Groups of 1 to 20 pictures of one class each, and some ungrouped pictures; every class has at least three groups. */
const data = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 20 })), { minLength: 3, maxLength: 30 })
  .chain((groups) => fc.tuple(fc.constant(groups), fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 })))
  .map(([groups, alone]) => {
    const everyClass = [0, 1, 2, 3].flatMap((label) => [5, 7, 9].map((size): [number, number] => [label, size]));
    const all = [...groups, ...everyClass];
    const labels = [...all.flatMap(([label, size]) => new Array<number>(size).fill(label)), ...alone];
    const members = [
      ...all.flatMap(([, size], group) => new Array<number>(size).fill(group)),
      ...alone.map(() => ALONE),
    ];
    return { labels: Int32Array.from(labels), groups: Int32Array.from(members) };
  });

suite('a split in whole groups', () => {
  test('no group is on both sides, every picture is on one side, no class is missing', () => {
    fc.assert(
      fc.property(
        data,
        fc.double({ min: 0.05, max: 0.6, noNaN: true }),
        fc.nat(1000),
        ({ labels, groups }, share, seed) => {
          const { kept, taken } = groupedSplit(labels, groups, share, seed);
          assert.deepEqual(
            [...kept, ...taken].sort((a, b) => a - b),
            [...labels.keys()],
          );
          const sides = new Map<number, Set<string>>();
          for (const [side, list] of Object.entries({ kept, taken })) {
            for (const i of list) {
              if (groups[i] !== ALONE) sides.set(groups[i]!, (sides.get(groups[i]!) ?? new Set()).add(side));
            }
          }
          for (const [group, on] of sides) assert.equal(on.size, 1, `group ${group} is torn apart`);
          for (const label of new Set(labels)) {
            for (const list of [kept, taken])
              assert.ok(
                list.some((i) => labels[i] === label),
                `class ${label} is missing`,
              );
          }
        },
      ),
    );
  });

  test('shares are met as closely as groups allow: within half of the largest group', () => {
    fc.assert(
      fc.property(data, fc.nat(1000), ({ labels, groups }, seed) => {
        const { taken } = groupedSplit(labels, groups, 0.3, seed);
        for (const label of new Set(labels)) {
          const there = labels.filter((of) => of === label).length;
          const got = taken.filter((i) => labels[i] === label).length;
          assert.ok(Math.abs(got - 0.3 * there) <= 11, `class ${label}: ${got} of ${there}`);
        }
      }),
    );
  });

  test('ungrouped pictures are split as without groups', () => {
    const labels = Int32Array.from({ length: 200 }, (_, i) => i % 7);
    const groups = labels.map(() => ALONE);
    assert.deepEqual(groupedSplit(labels, groups, 0.15, 3), stratifiedSplit(labels, 0.15, 3));
  });

  test('the same seed gives the same split; another seed a different one', () => {
    const labels = Int32Array.from({ length: 300 }, (_, i) => i % 3);
    const groups = labels.map((_, i) => Math.floor(i / 15));
    assert.deepEqual(groupedSplit(labels, groups, 0.2, 5), groupedSplit(labels, groups, 0.2, 5));
    assert.notDeepEqual(groupedSplit(labels, groups, 0.2, 5), groupedSplit(labels, groups, 0.2, 6));
  });

  test('a class with a single burst cannot be on both sides, and is named', () => {
    assert.throws(
      () => groupedSplit(ints(0, 0, 0, 0, 1, 1), ints(0, 0, 1, 1, 2, 2), 0.5, 1),
      (error: DatasetError) =>
        /class number 1 has training pictures of too few bursts/.test(error.message) &&
        /another burst/.test(error.remedy),
    );
  });

  test('sessions stay together if every class is in two of them, else bursts', () => {
    const labels = ints(0, 0, 1, 1, 0, 1);
    const [sessions, bursts] = [ints(1, 1, 1, 1, 2, 2), ints(0, 1, 2, 3, 4, 5)];
    assert.equal(captureGroups(labels, sessions, bursts), sessions);
    assert.equal(captureGroups(labels, ints(1, 1, 1, 1, 2, 1), bursts), bursts);
    // Imported pictures are not a session: with only one session, its bursts can be split.
    const one = ints(1, 1, 1, 1, ALONE, ALONE);
    assert.equal(captureGroups(labels, one, bursts), bursts);
    const two = ints(1, 2, 1, 2, ALONE, ALONE);
    assert.equal(captureGroups(labels, two, bursts), two);
  });

  test('if no session can be taken, bursts are used', () => {
    // Classes 0 and 1, 1 and 2, 0 and 2: whichever is taken, one class is then on one side only.
    const labels = ints(0, 1, 1, 2, 0, 2);
    const bursts = ints(0, 1, 2, 3, 4, 5);
    assert.equal(captureGroups(labels, ints(7, 7, 8, 8, 9, 9), bursts), bursts);
  });

  test('imported and captured pictures are split separately: no side gets all bursts', () => {
    // 400 imported pictures and 10 bursts of 10: a fifth of each, within half a burst.
    const labels = Int32Array.from({ length: 500 }, (_, i) => i % 2);
    const groups = labels.map((_, i) => (i < 400 ? ALONE : Math.floor((i - 400) / 10)));
    for (const seed of [1, 2, 3]) {
      const { taken } = groupedSplit(labels, groups, 0.2, seed);
      assert.equal(taken.filter((i) => i < 400).length, 80);
      assert.equal(taken.filter((i) => i >= 400).length, 20);
    }
  });
});
