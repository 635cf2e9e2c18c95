import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ALONE, DatasetError } from '../../../datasets/dataset.ts';
import { groupedFolds } from '../../../datasets/folds.ts';

const alone = (labels: Int32Array) => labels.map(() => ALONE);

test('every ungrouped picture is in one fold, and the folds of a class differ by at most one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 5, max: 40 }), { minLength: 2, maxLength: 6 }),
      fc.integer({ min: 2, max: 5 }),
      fc.integer({ min: 0, max: 1000 }),
      (sizes, folds, seed) => {
        const labels = Int32Array.from(sizes.flatMap((size, label) => Array<number>(size).fill(label)));
        const found = groupedFolds(labels, alone(labels), folds, seed);
        for (const label of sizes.keys()) {
          const counts = Array.from(
            { length: folds },
            (_, fold) => found.filter((f, i) => f === fold && labels[i] === label).length,
          );
          assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, `class ${label}: ${counts}`);
        }
        assert.ok(found.every((fold) => fold >= 0 && fold < folds));
      },
    ),
  );
});

test('no group is split, and the folds are about equal', () => {
  const groups = Int32Array.from({ length: 240 }, (_, i) => Math.floor(i / 8)); // 30 groups of 8
  const labels = groups.map((group) => group % 3);
  const folds = groupedFolds(labels, groups, 5, 3);
  for (let group = 0; group < 30; group++) {
    assert.equal(new Set(folds.filter((_, i) => groups[i] === group)).size, 1, `group ${group}`);
  }
  for (let fold = 0; fold < 5; fold++) assert.equal(folds.filter((one) => one === fold).length, 48);
});

test('the same seed gives the same folds, another seed different ones', () => {
  const labels = Int32Array.from({ length: 60 }, (_, i) => i % 3);
  const one = groupedFolds(labels, alone(labels), 4, 1);
  assert.deepEqual(groupedFolds(labels, alone(labels), 4, 1), one);
  assert.notDeepEqual(groupedFolds(labels, alone(labels), 4, 2), one);
});

test('a class with fewer pictures, or groups, than folds is refused by its number', () => {
  const few = Int32Array.from([0, 0, 0, 0, 1, 1]);
  assert.throws(
    () => groupedFolds(few, alone(few), 3, 0),
    (error: unknown) => {
      assert.ok(error instanceof DatasetError);
      assert.match(error.message, /class number 1 has too few training pictures.* for 3 folds/);
      return true;
    },
  );
  const groups = Int32Array.from([0, 0, 1, 1, 2, 2]);
  assert.throws(() => groupedFolds(few, groups, 2, 0), /class number 1/);
});
