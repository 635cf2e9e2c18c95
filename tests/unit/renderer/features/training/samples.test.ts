import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spread } from '../../../../../renderer/features/training/samples.ts';

const ids = Array.from({ length: 600 }, (_, at) => 1000 + at);

test('a dataset sorted by class shows every class among the twelve', () => {
  const classes = spread(ids, 0).map((id) => Math.floor((id - 1000) / 100));
  assert.deepEqual([...new Set(classes)], [0, 1, 2, 3, 4, 5]);
});

test('another choice gives other pictures, none twice; the same choice gives the same pictures', () => {
  for (const choice of [1, 2, 3]) {
    const shown = spread(ids, choice);
    assert.equal(new Set(shown).size, 12);
    assert.notDeepEqual(shown, spread(ids, choice - 1));
    assert.deepEqual(shown, spread(ids, choice));
  }
});

test('a small dataset shows all its pictures, an empty one none', () => {
  assert.deepEqual(spread([7, 8], 5).sort(), [7, 8]);
  assert.deepEqual(spread([], 5), []);
});
