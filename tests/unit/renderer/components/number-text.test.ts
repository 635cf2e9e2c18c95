import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNumber } from '../../../../renderer/components/number-text.ts';

const any = { min: null, max: null, integer: false };

test('a number may be typed with a decimal point or a comma', () => {
  assert.deepEqual(
    ['0.5', ' 1e-3 ', '0,5', '-2'].map((text) => readNumber(text, any)),
    [
      { ok: true, value: 0.5 },
      { ok: true, value: 0.001 },
      { ok: true, value: 0.5 },
      { ok: true, value: -2 },
    ],
  );
});

test('anything but a number in range is refused with the reason', () => {
  const range = { min: 1, max: 10, integer: true };
  const reasons = ['', 'abc', '1.5', '0', '11', '1,000,000'].map((text) => readNumber(text, range));
  assert.deepEqual(
    reasons.map((read) => (read.ok ? read.value : read.reason)),
    [
      'Enter a number.',
      '"abc" is not a number.',
      'Enter a whole number.',
      'At least 1.',
      'At most 10.',
      '"1,000,000" is not a number.',
    ],
  );
});
