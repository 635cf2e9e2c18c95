import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32c } from '../../../../../native-bridge/tuning/export/crc32c.ts';
import { eventFile, sweepEventFiles } from '../../../../../native-bridge/tuning/export/tensorboard.ts';
import { EVERY_STATE } from './sweep-of-every-state.ts';

test('CRC-32C: the examples of RFC 3720, appendix B.4', () => {
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e);
  assert.equal(crc32c(Buffer.from('123456789')), 0xe3069283);
});

test("an event file begins like TensorFlow's, record by record", () => {
  const bytes = Buffer.from(eventFile([{ tag: 'cost', step: 0, value: 0, at: 1000 }]));
  // The first record of every file: 24 bytes, wall time and file version; masked CRC of 24 as TensorFlow writes it.
  assert.equal(bytes.subarray(0, 12).toString('hex'), '1800000000000000a37f4b22');
  assert.equal(bytes.readBigUInt64LE(0), 24n);
  assert.equal(bytes.subarray(23, 36).toString(), 'brain.Event:2');
  const second = 12 + 24 + 4;
  const length = Number(bytes.readBigUInt64LE(second));
  assert.equal(bytes.length, second + 12 + length + 4);
  assert.ok(bytes.subarray(second + 12).includes(Buffer.from('1500000000', 'hex')), 'a value of 0 is written');
});

test('one folder per started trial; pruned ones are hidden on request', () => {
  const folders = (pruned: boolean) => sweepEventFiles(EVERY_STATE, { pruned }).map(({ path }) => path.split('/')[0]);
  assert.deepEqual(
    folders(true),
    [0, 1, 2, 3, 5, 6].map((number) => `trial-${number}`),
  );
  assert.deepEqual(
    folders(false),
    [0, 1, 3, 5, 6].map((number) => `trial-${number}`),
  );
  assert.match(
    sweepEventFiles(EVERY_STATE, { pruned: true })[0]!.path,
    /^trial-0\/events\.out\.tfevents\.1793620800\./,
  );
});
