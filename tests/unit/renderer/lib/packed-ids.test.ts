import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packIds, unpackIds } from '../../../../renderer/lib/packed-ids.ts';

test('ids are uint32 with the least significant byte first', () => {
  assert.deepEqual([...packIds([1, 0x01020304])], [1, 0, 0, 0, 4, 3, 2, 1]);
});

test('packed ids come back, even from the middle of a message', () => {
  const ids = [0, 1, 65_536, 2 ** 32 - 1];
  const message = new Uint8Array(ids.length * 4 + 3);
  message.set(packIds(ids), 3);
  assert.deepEqual([...unpackIds(message.subarray(3))], ids);
});
