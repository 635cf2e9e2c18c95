import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StepPace } from '../../../../main/services/step-pace.ts';

test('the time left in a step follows from its own pace, and is estimated afresh for the next step', () => {
  const pace = new StepPace();
  const read = (done: number, now: number, step = 'Reading pictures') => pace.left({ step, done, total: 1000 }, now);
  assert.equal(read(100, 10), null); // the initial value says nothing
  assert.equal(read(150, 11), null, 'too early');
  assert.equal(read(300, 14), 14); // 200 in 4 s, 700 to come
  assert.equal(read(1000, 28), 0);
  assert.equal(read(500, 29, 'Writing'), null);
  assert.equal(read(750, 34, 'Writing'), 5);
  assert.equal(read(10, 40, 'Writing'), null, 'the next step starts again');
  assert.equal(pace.left({ step: 'Looking', done: 5, total: 0 }, 90), null, 'the total is not known');
});
