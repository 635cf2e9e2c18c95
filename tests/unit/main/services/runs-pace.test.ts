/** The reported speed of a training run, checked by hand for given times. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PaceKeeper } from '../../../../main/services/runs/pace.ts';

function paceOf(epochs: number, from: number): PaceKeeper {
  const pace = new PaceKeeper(epochs);
  pace.begin(1000, from);
  return pace;
}

test('before the first epoch nothing is known', () => {
  const { imagesPerSecond, secondsLeft, memory } = paceOf(10, 0).now();
  assert.deepEqual([imagesPerSecond, secondsLeft, memory.host], [0, null, 0]);
  assert.ok(memory.main > 1e6);
});

test('after the first epoch it is that epoch’s own time', () => {
  const pace = paceOf(10, 5);
  pace.epoch({ epoch: 5, seconds: 2 }, 100);
  const { imagesPerSecond, secondsLeft } = pace.now();
  assert.deepEqual([imagesPerSecond, secondsLeft], [500, 8]);
});

test('then it is the time between the ends of the last twenty epochs', () => {
  const pace = paceOf(100, 0);
  pace.memory(5e8);
  for (let epoch = 0; epoch < 50; epoch++) {
    // 0.1 s each at first, 0.5 s each from epoch 20: the fast ones no longer count.
    const now = epoch < 20 ? epoch * 100 : 2000 + (epoch - 20) * 500;
    pace.epoch({ epoch, seconds: 0.01 }, now);
  }
  const { imagesPerSecond, secondsLeft, memory } = pace.now();
  assert.deepEqual([imagesPerSecond, secondsLeft, memory.host], [2000, 25, 5e8]);
});
