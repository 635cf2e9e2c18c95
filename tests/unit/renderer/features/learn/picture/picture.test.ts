import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { PAGE, pageStart } from '../../../../../../renderer/features/learn/picture/dataset-strip.ts';
import { firstPlace } from '../../../../../../renderer/features/learn/picture/first-place.ts';

suite('the strip of a dataset', () => {
  const ids = Uint32Array.from({ length: 30 }, (_, at) => 100 + at);

  test('it opens at the page of the chosen picture', () => {
    assert.equal(PAGE, 10);
    assert.equal(pageStart(ids, null, 100), 0);
    assert.equal(pageStart(ids, null, 110), 10);
    assert.equal(pageStart(ids, null, 129), 20);
    assert.equal(pageStart(ids, null, null), 0);
  });

  test('a page that the user turned to takes precedence, and stays within the pictures', () => {
    assert.equal(pageStart(ids, 10, 129), 10);
    assert.equal(pageStart(ids, -10, 129), 0);
    assert.equal(pageStart(ids, 400, 100), 20);
    assert.equal(pageStart([], 5, 100), 0, 'a dataset without pictures');
    assert.equal(pageStart(ids, null, 7), 0, 'a picture that the filter leaves out');
  });
});

suite('the default picture', () => {
  const dataset = (id: number, train: number, test: number) => {
    const split = (total: number) => ({ total, perClass: [total] });
    return { id, counts: { train: split(train), validation: split(0), test: split(test) } };
  };
  const datasets = [dataset(7, 0, 0), dataset(5, 0, 3), dataset(2, 60, 20)];

  test('is from the preferred dataset, else from the newest that has pictures', () => {
    assert.deepEqual(firstPlace(datasets, 2), { dataset: 2, split: 'train' });
    assert.deepEqual(firstPlace(datasets, null), { dataset: 5, split: 'test' });
    assert.deepEqual(firstPlace(datasets, 7), { dataset: 5, split: 'test' }, 'the preferred one is empty');
    assert.deepEqual(firstPlace(datasets, 9), { dataset: 5, split: 'test' }, 'the preferred one is gone');
    assert.equal(firstPlace([datasets[0]!], null), null);
    assert.equal(firstPlace([], 7), null);
  });
});
