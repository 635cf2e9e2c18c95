import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { test } from 'node:test';
import { type RunFolder, runFolder } from '../../../../native-bridge/host/run-folder.ts';
import { RunKeeper, SAVE_EVERY } from '../../../../native-bridge/host/run-keeper.ts';
import { loadCheckpoint } from '../../../../native-bridge/training/checkpoint.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { checkpointAfter } from './checkpoints.ts';

/** A keeper whose clock only moves when it is set. */
function keeperIn(out: string) {
  const clock = { now: 123_456 }; // ms
  const folder = runFolder(out);
  return { clock, folder, keeper: new RunKeeper(folder, () => clock.now) };
}

/** Number of epochs in each of the folder's files; they must agree. */
function savedEpochs(folder: RunFolder): number {
  const { state, parameters } = loadCheckpoint(folder.checkpoint);
  assert.deepEqual(JSON.parse(readFileSync(folder.record, 'utf8')), state, "run.json is the checkpoint's");
  assert.equal(parameters.W1?.data[0], state.history.length);
  if (state.history.length > 0) {
    assert.ok(readFileSync(folder.curve, 'utf8').includes(`after epoch ${state.history.length - 1}.`), 'cost.svg');
  }
  return state.history.length;
}

test('a run is saved before its first step, and after its first epoch', async (t) => {
  const { keeper, folder } = keeperIn(temporaryFolder(t));
  await keeper.begin(checkpointAfter(0));
  assert.equal(savedEpochs(folder), 0);
  assert.equal(existsSync(folder.curve), false);
  await keeper.epoch(checkpointAfter(1));
  assert.equal(savedEpochs(folder), 1);
});

test('short epochs wait in memory until the last save is long enough ago', async (t) => {
  const { keeper, folder, clock } = keeperIn(temporaryFolder(t));
  await keeper.begin(checkpointAfter(0));
  const saved: number[] = [];
  for (let epochs = 1; epochs <= 9; epochs++) {
    await keeper.epoch(checkpointAfter(epochs));
    saved.push(savedEpochs(folder));
    clock.now += SAVE_EVERY / 4;
  }
  assert.deepEqual(saved, [1, 1, 1, 1, 5, 5, 5, 5, 9]);
});

test('longer epochs are saved one by one', async (t) => {
  const { keeper, folder, clock } = keeperIn(temporaryFolder(t));
  for (const epochs of [1, 2, 3]) {
    await keeper.epoch(checkpointAfter(epochs));
    assert.equal(savedEpochs(folder), epochs);
    clock.now += SAVE_EVERY;
  }
});

test('at the end the last epoch is saved, once', async (t) => {
  const { keeper, folder } = keeperIn(temporaryFolder(t));
  for (const epochs of [1, 2, 3]) await keeper.epoch(checkpointAfter(epochs));
  assert.equal(savedEpochs(folder), 1);
  await keeper.flush();
  assert.equal(savedEpochs(folder), 3);
  rmSync(folder.checkpoint);
  await keeper.flush();
  assert.equal(existsSync(folder.checkpoint), false, 'nothing was left to save');
});

test('an epoch that could not be saved is tried again at the end, and the failure is reported', async (t) => {
  const { keeper, folder } = keeperIn(temporaryFolder(t));
  mkdirSync(folder.checkpoint); // a folder in the file's place
  await assert.rejects(keeper.epoch(checkpointAfter(1)), { code: 'EISDIR' });
  await assert.rejects(keeper.flush(), { code: 'EISDIR' });
  rmSync(folder.checkpoint, { recursive: true });
  await keeper.flush();
  assert.equal(savedEpochs(folder), 1);
});
