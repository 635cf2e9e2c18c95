import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readRunRecord } from '../../../../main/services/run-record.ts';
import { runFolder } from '../../../../native-bridge/host/run-folder.ts';
import { RunKeeper } from '../../../../native-bridge/host/run-keeper.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { checkpointAfter } from '../../native-bridge/host/checkpoints.ts';

test('the record that the compute host writes can be read', async (t) => {
  const out = temporaryFolder(t);
  const keeper = new RunKeeper(runFolder(out));
  const checkpoint = checkpointAfter(2);
  await keeper.begin(checkpoint);
  const { dataset, preset, backend, seed, hyperparameters, history } = checkpoint.state;
  assert.deepEqual(readRunRecord(out), {
    dataset: { sha256: dataset.sha256 },
    ...{ preset, backend, seed },
    hyperparameters: { initSeed: hyperparameters.initSeed },
    history,
  });
});

test('a missing or damaged file, or a folder of that name, gives no record', (t) => {
  const out = temporaryFolder(t);
  assert.equal(readRunRecord(out), null);
  writeFileSync(join(out, 'run.json'), '{"preset": "course"');
  assert.equal(readRunRecord(out), null);
  writeFileSync(join(out, 'run.json'), '{"preset": "course"}');
  assert.equal(readRunRecord(out), null);
  mkdirSync(join(out, 'other', 'run.json'), { recursive: true });
  assert.equal(readRunRecord(join(out, 'other')), null);
});
