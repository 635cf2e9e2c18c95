import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onDataset } from '../../../../main/services/on-dataset.ts';

test('names combine what was done and the dataset, and repeat nothing', () => {
  const cases: [what: string, dataset: string, name: string][] = [
    ['course', 'SIGNS', 'course on SIGNS'],
    ['course', 'course', 'course'],
    ['course', 'Course pictures 2', 'Course pictures 2'],
    ['camera', 'my-camera', 'my-camera'],
    ['course', 'courses', 'course on courses'],
    ['course on SIGNS', 'SIGNS', 'course on SIGNS'],
    ['course on SIGNS', 'SIGNS 2', 'course on SIGNS on SIGNS 2'],
    ['four-block', '指文字', 'four-block on 指文字'],
    ['course', '!', 'course on !'],
  ];
  for (const [what, dataset, name] of cases) assert.equal(onDataset(what, dataset), name);
  assert.equal(onDataset('four-block', 'x'.repeat(119)).length, 120);
});
