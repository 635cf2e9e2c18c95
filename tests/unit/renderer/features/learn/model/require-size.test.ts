import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireSize } from '../../../../../../renderer/features/learn/model/require-size.ts';

test('a model of another input size is refused with its size and a remedy', () => {
  requireSize('course', { input: [64, 64, 3] });
  for (const input of [
    [32, 32, 3],
    [64, 64, 1],
  ] as [number, number, number][]) {
    assert.throws(() => requireSize('lenet', { input }), {
      name: 'LabError',
      message: `lenet takes pictures of ${input.join(' × ')}; Learn's pictures are 64 × 64 × 3.`,
      remedy: 'Choose a model for 64 × 64 RGB pictures.',
    });
  }
});
