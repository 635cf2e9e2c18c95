/** Kept epochs on the disk: the files while a run grows, is killed and resumed; and reading them. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { emptySplit } from '../../../../datasets/catalog.ts';
import { EpochKeeper } from '../../../../native-bridge/host/epoch-keeper.ts';
import { keptEpochOf } from '../../../../native-bridge/host/kept-epoch.ts';
import type { Checkpoint } from '../../../../native-bridge/training/checkpoint.ts';
import { keptEpochs } from '../../../../native-bridge/training/kept-epochs.ts';
import { keptAfter, keptName } from '../../../../native-bridge/training/kept-file.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { checkpointAfter } from './checkpoints.ts';

const TRAIN = { ...emptySplit(), count: 3, sources: ['a#4', 'a#0', 'a#9'] };

const keptIn = (folder: string) =>
  readdirSync(folder)
    .map(keptAfter)
    .filter((after) => after !== null)
    .sort((a, b) => a - b);

/** A checkpoint with a fixed history: only its length counts. */
function after(epochs: number): Checkpoint {
  const { state, ...rest } = checkpointAfter(0);
  const history = Array.from<Checkpoint['state']['history'][number]>({ length: epochs });
  return { ...rest, state: { ...state, history } };
}

describe('the folder of kept epochs', () => {
  test('contains the right epochs at every end of a session, for a short and a long run', async (t) => {
    const folder = temporaryFolder(t);
    let keeper = await EpochKeeper.begin(folder, after(0), TRAIN);
    assert.deepEqual(keptIn(folder), [0]);
    for (let epochs = 1; epochs <= 400; epochs++) {
      await keeper.epoch(after(epochs));
      if (![1, 7, 150, 181, 203, 361, 362, 400].includes(epochs)) continue;
      await keeper.flush();
      assert.deepEqual(keptIn(folder), keptEpochs(epochs), `after ${epochs}`);
      keeper = await EpochKeeper.begin(folder, after(epochs), TRAIN);
      assert.deepEqual(keptIn(folder), keptEpochs(epochs), `resumed after ${epochs}`);
    }
  });

  test('goes back to the checkpoint after a kill, without gaps or epochs of the killed session', async (t) => {
    const folder = temporaryFolder(t);
    const keeper = await EpochKeeper.begin(folder, after(0), TRAIN);
    for (let epochs = 1; epochs <= 30; epochs++) await keeper.epoch(after(epochs));
    await EpochKeeper.begin(folder, after(25), TRAIN);
    assert.deepEqual(keptIn(folder), keptEpochs(25));
  });

  test('a write error is reported', async (t) => {
    const folder = temporaryFolder(t);
    const keeper = await EpochKeeper.begin(folder, after(0), TRAIN);
    mkdirSync(join(folder, keptName(1)));
    await assert.rejects(keeper.epoch(after(1)), { code: 'EISDIR' });
  });
});

describe('a kept epoch that cannot be read is an error with a remedy', () => {
  const refusal = (message: RegExp) => ({ name: 'TrainingError', message, remedy: /another epoch/ });
  test('missing, truncated, from another program, without parameters', async (t) => {
    const folder = temporaryFolder(t);
    await EpochKeeper.begin(folder, checkpointAfter(0), TRAIN);
    const file = join(folder, keptName(0));
    // W1 of the invented checkpoint is (1), not the network's.
    await assert.rejects(keptEpochOf(folder, 0), refusal(/damaged: W1 is \(1\), not \(4,4,3,8\)/));
    truncateSync(file, 40);
    await assert.rejects(keptEpochOf(folder, 0), refusal(/000000\.safetensors is damaged/));
    rmSync(file);
    await assert.rejects(keptEpochOf(folder, 0), refusal(/000000\.safetensors cannot be read: it does not exist/));
    writeFileSync(join(folder, 'run.json'), '{}');
    await assert.rejects(keptEpochOf(folder, 0), refusal(/run\.json is damaged/));
  });
});
