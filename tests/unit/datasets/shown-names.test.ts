import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownNames } from '../../../datasets/shown-names.ts';

test('up to twenty names are shown; of more, the first twenty and how many are left', () => {
  const names = Array.from({ length: 1000 }, (_, k) => `n${k}`);
  assert.equal(shownNames([]), '');
  assert.equal(shownNames(['a', 'b']), 'a, b');
  assert.match(shownNames(names.slice(0, 20)), /, n19$/);
  assert.match(shownNames(names), /^n0, .*, n19 and 980 more$/);
});
