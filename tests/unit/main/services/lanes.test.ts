import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { inLanes } from '../../../../main/services/lanes.ts';

test('as many run at a time as there are lanes, started in order; a finished one frees its lane', async () => {
  const begun: number[] = [];
  let [now, most] = [0, 0];
  const work = async (k: number) => {
    begun.push(k);
    most = Math.max(most, ++now);
    await setTimeout(k === 0 ? 60 : 5);
    now--;
    return 10 * k;
  };
  assert.deepEqual(await Promise.all(inLanes(5, 2, work)), [0, 10, 20, 30, 40]);
  assert.equal(most, 2);
  assert.deepEqual(begun, [0, 1, 2, 3, 4]);
});

test('after a failure none is started, and running ones still finish', async () => {
  const begun: number[] = [];
  const promises = inLanes(4, 2, async (k) => {
    begun.push(k);
    await setTimeout(k === 0 ? 30 : 1);
    if (k === 1) throw new Error('no');
    return k;
  });
  const ends = await Promise.allSettled(promises);
  assert.deepEqual(
    ends.map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected', 'rejected'],
  );
  assert.deepEqual(begun, [0, 1]);
});
