import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REQUESTS } from '../../../../../main/ipc/contract.ts';
import { filterOf, MARKS, ORDERS, shownBy, sortOf } from '../../../../../renderer/features/datasets/filter-query.ts';

const shown = (query: string) => shownBy(new URLSearchParams(query));

test('an empty address shows all pictures by index', () => {
  assert.deepEqual(filterOf(shown('')), { excluded: 'hide' });
  assert.deepEqual(sortOf(shown('')), { by: 'index', descending: false });
});

test('the address determines the query', () => {
  const all = shown('split=test&class=3&marked=relabelled&excluded=show&sort=loss&down=1&model=2');
  assert.deepEqual(filterOf(all), { excluded: 'show', splits: ['test'], classes: [3], relabelled: true });
  assert.deepEqual(sortOf(all), { by: 'loss', descending: true, model: 2 });
});

test('an order that needs a model is not used without one', () => {
  assert.deepEqual(sortOf(shown('sort=confidence')), { by: 'index', descending: false });
});

test('invalid parts are ignored, and main accepts every combination', () => {
  assert.deepEqual(shown('split=x&class=-1&marked=%00&sort=__proto__&model=1e3&excluded=1'), shown(''));
  for (const marked of MARKS) {
    for (const sort of ORDERS) {
      const all = shown(`marked=${marked}&sort=${sort}&model=4`);
      const input = { dataset: 1, filter: filterOf(all), sort: sortOf(all) };
      assert.ok(REQUESTS['pictures.find'].input.safeParse(input).success);
    }
  }
});
