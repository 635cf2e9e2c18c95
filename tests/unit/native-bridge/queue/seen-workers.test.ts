/** A worker counts as long as its heartbeat continues. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeenWorkers } from '../../../../native-bridge/queue/seen-workers.ts';

const card = (name: string, beat: number, state: object = { kind: 'ready' }, lanes = 2) =>
  JSON.stringify({ name, lanes, state, beat });

test('workers are counted while they send heartbeats, and refused ones are listed with their reasons', () => {
  const seen = new SeenWorkers();
  const reason = 'It has other kernels.';
  assert.deepEqual(seen.look({ a: card('z', 1), b: card('y', 1, { kind: 'refused', reason }), c: 'not JSON' }), ['c']);
  assert.deepEqual(seen.lanes, [2]);
  assert.deepEqual(seen.all, [
    { name: 'y', lanes: 2, state: { kind: 'refused', reason } },
    { name: 'z', lanes: 2, state: { kind: 'ready' } },
  ]);
  for (let beat = 2; beat < 6; beat++) assert.deepEqual(seen.look({ a: card('z', beat), b: card('y', 1) }), []);
  assert.deepEqual(seen.look({ a: card('z', 6), b: card('y', 1) }), ['b'], 'its heartbeat has stopped');
  assert.deepEqual(
    seen.all.map(({ name }) => name),
    ['z'],
  );
  assert.deepEqual(seen.look({}), [], 'it has left by itself');
  assert.deepEqual(seen.lanes, []);
});
