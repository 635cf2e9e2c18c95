import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { PAGE, pageStart } from '../../../../../../renderer/features/learn/picture/dataset-strip.ts';

suite('the strip of a dataset', () => {
  const ids = Uint32Array.from({ length: 30 }, (_, at) => 100 + at);

  test('it opens on the page of the chosen picture', () => {
    assert.equal(PAGE, 10);
    assert.equal(pageStart(ids, null, 100), 0);
    assert.equal(pageStart(ids, null, 110), 10);
    assert.equal(pageStart(ids, null, 129), 20);
    assert.equal(pageStart(ids, null, null), 0);
  });

  test('a page that was turned to counts more, and stays within the pictures', () => {
    assert.equal(pageStart(ids, 10, 129), 10);
    assert.equal(pageStart(ids, -10, 129), 0);
    assert.equal(pageStart(ids, 400, 100), 20);
    assert.equal(pageStart([], 5, 100), 0, 'a dataset without pictures');
    assert.equal(pageStart(ids, null, 7), 0, 'a picture that the filter leaves out');
  });
});
