import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fastestFirst, speedWords } from '../../../../../renderer/features/devices/speeds.ts';

const speed = (backend: 'fused-cpu' | 'fused-wasm' | 'tensorflow', preset: string, imagesPerSecond: number) => ({
  ...{ backend, preset, imagesPerSecond, measuredAt: 0 },
});
const speeds = [
  speed('tensorflow', 'course', 800),
  speed('fused-cpu', 'course', 10_000),
  speed('fused-wasm', 'lenet5', 90),
];

test('the speeds of one network are sorted, fastest first', () => {
  assert.deepEqual(
    fastestFirst(speeds, 'course').map(({ backend }) => backend),
    ['fused-cpu', 'tensorflow'],
  );
});

test('the chart in words', () => {
  assert.equal(
    speedWords(fastestFirst(speeds, 'course'), 'course'),
    'fused-cpu trains course at 10,000 images per second, 13 times as fast as tensorflow.',
  );
  assert.equal(
    speedWords(fastestFirst(speeds, 'lenet5'), 'lenet5'),
    'fused-wasm trains lenet5 at 90 images per second.',
  );
  assert.equal(speedWords([], 'four-block'), 'No backend has been measured on four-block.');
});
