import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { withLock } from '../../../../../native-bridge/backends/building/lock.ts';
import { temporaryFolder } from '../../../../helpers/temporary.ts';

test('only one works at a time, and the lock goes when the work fails', async (t) => {
  const folder = temporaryFolder(t);
  const lock = join(folder, 'x.lock');
  let inside = 0;
  let waited = 0;
  const work = async () => {
    assert.equal(++inside, 1);
    await delay(50);
    inside--;
    throw new Error('broken');
  };
  const all = await Promise.allSettled([1, 2, 3].map(() => withLock(lock, work, { onWait: () => waited++ })));
  assert.deepEqual(
    all.map((end) => end.status === 'rejected' && (end.reason as Error).message),
    ['broken', 'broken', 'broken'],
  );
  assert.ok(waited > 0);
  assert.deepEqual(readdirSync(folder), []);
});

test('takes over from a process that is gone, or from a machine not heard of for long', async (t) => {
  const lock = join(temporaryFolder(t), 'x.lock');
  const gone = 2 ** 22 + 1; // above the largest process id of Linux
  mkdirSync(lock);
  writeFileSync(join(lock, 'owner.json'), JSON.stringify({ pid: gone, host: hostname() }));
  assert.equal(await withLock(lock, async () => 'first'), 'first');
  mkdirSync(lock);
  writeFileSync(join(lock, 'owner.json'), JSON.stringify({ pid: 1, host: 'elsewhere.invalid' }));
  utimesSync(lock, new Date(0), new Date(0));
  assert.equal(await withLock(lock, async () => 'second'), 'second');
  assert.equal(existsSync(lock), false);
});

test('waiting can be given up; the lock stays with its holder', async (t) => {
  const lock = join(temporaryFolder(t), 'x.lock');
  mkdirSync(lock);
  writeFileSync(join(lock, 'owner.json'), JSON.stringify({ pid: process.pid, host: hostname() }));
  const signal = AbortSignal.timeout(50);
  await assert.rejects(withLock(lock, async () => 'never', { signal }));
  assert.ok(existsSync(lock));
});
