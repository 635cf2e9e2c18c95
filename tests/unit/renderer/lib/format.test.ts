import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, bytes, count, duration, percent, significant } from '../../../../renderer/lib/format.ts';

test('numbers as people read them', () => {
  assert.equal(count(1_234_567), '1,234,567');
  assert.equal(percent(0.9344), '93.4 %');
  assert.deepEqual(
    [0, 0.0123456, 1.9, 12345.6, 1e-6].map((value) => significant(value)),
    ['0', '0.0123', '1.9', '12300', '1.00e-6'],
  );
});

test('sizes and times in a suitable unit', () => {
  assert.deepEqual([0, 999, 1000, 41_234, 12_288_000].map(bytes), [
    '0 bytes',
    '999 bytes',
    '1.00 KB',
    '41.2 KB',
    '12.3 MB',
  ]);
  assert.deepEqual([0, 2.34, 59.6, 61, 7_830].map(duration), ['0 s', '2.3 s', '1 min 0 s', '1 min 1 s', '2 h 10 min']);
  assert.deepEqual(
    [0, 5 * 60_000, 3 * 3_600_000].map((age) => ago(0, age)),
    ['just now', '5 min ago', '3 h ago'],
  );
});
