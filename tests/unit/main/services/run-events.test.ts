/** A run for TensorBoard: one event for every measured figure. tests/parity reads such files with TensorBoard itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runEvents } from '../../../../main/services/runs/run-events.ts';

/** Payloads of the records: length (8 bytes), its checksum (4), payload, checksum (4). */
function recordsOf(bytes: Uint8Array): Buffer[] {
  const file = Buffer.from(bytes);
  const records: Buffer[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    records.push(file.subarray(at + 12, at + 12 + length));
    at += 16 + length;
  }
  return records;
}

test('every measured figure is an event, in the order of the epochs, with its time', () => {
  const { name, bytes } = runEvents(
    { id: 7, createdAt: 1_000_000 },
    {
      ...{
        from: 0,
        cost: [2, 1],
        seconds: [1, 3],
        learningRate: [0.1, null],
        trainAccuracy: [null, null],
        duringAccuracy: [null, 0.5],
      },
      ...{ validationAccuracy: [null, 0.5], validationCost: [null, null] },
    },
  );
  assert.equal(name, 'run-7.tfevents.1000');
  const [version, ...events] = recordsOf(bytes);
  assert.ok(version!.includes('brain.Event:2'));
  const tags = events.map(
    (event) => /cost|learning_rate|accuracy\/(train_during_epoch|validation)/.exec(event.toString('latin1'))?.[0],
  );
  assert.deepEqual(tags, ['cost', 'learning_rate', 'cost', 'accuracy/train_during_epoch', 'accuracy/validation']);
  // wall_time is the first field: its key, then a float64 in seconds.
  assert.deepEqual(
    events.map((event) => event.readDoubleLE(1)),
    [1001, 1001, 1004, 1004, 1004],
  );
});
