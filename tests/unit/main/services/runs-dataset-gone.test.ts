/** A run whose dataset is gone says so and offers what still helps. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { runRows } from '../../../../main/services/runs/run-rows.ts';
import { checkpointOf } from '../../../../main/services/training.ts';
import { openDatabase } from '../../../../main/storage/database.ts';
import { labPaths } from '../../../../main/storage/lab-folder.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { openRunsLab } from '../../../contract/runs-lab.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const gone = {
  message: "The pictures of this run's dataset, my hands, are no longer in the lab.",
  remedy: 'Duplicate the run and choose another dataset for the copy.',
  badArgument: true,
};

/** Rows and a checkpoint's file, as a lab whose dataset was deleted left them. */
function leaveRuns(folder: string, dataset: number): { queued: number; paused: number; done: number } {
  const db = openDatabase(labPaths(folder).database);
  const rows = runRows(db);
  const add = (name: string) => {
    const network = presetNetwork('course');
    const settings = { ...{ dataset, preset: 'course', network, hyperparameters: {} }, seed: 3, epochs: 2 };
    const id = rows.add({
      ...{ name, settings: { ...settings, backend: 'auto' }, datasetName: 'my hands', datasetVersion: 1 },
      ...{ parameters: 1, group: null },
    });
    mkdirSync(labPaths(folder).run(id), { recursive: true });
    writeFileSync(checkpointOf(labPaths(folder).run(id)), '');
    rows.putEpochs(id, [{ epoch: 0, cost: 1, seconds: 1 }]);
    return id;
  };
  const [queued, paused, done] = [add('Queued'), add('Paused'), add('Done')];
  rows.setState(paused, { kind: 'paused' });
  rows.setState(done, {
    ...{ kind: 'done', epoch: 1, trainAccuracy: 1, validationAccuracy: null, testAccuracy: null, model: 1 },
  });
  db.close();
  return { queued, paused, done };
}

test('a run whose dataset is gone fails for good, and what is kept of others is not lost', async (context) => {
  const folder = temporaryFolder(context);
  await openRunsLab(folder).close();
  const { queued, paused, done } = leaveRuns(folder, 7);
  const lab = openRunsLab(folder);
  context.after(() => lab.close());
  const failed = { kind: 'failed', error: gone, resumable: false };
  assert.deepEqual((await lab.untilState(queued, 'failed')).state, failed);
  await assert.rejects(lab.ask('runs.resume', { run: paused }), gone);
  assert.equal((await lab.ask('runs.get', { run: paused })).state.kind, 'paused');
  await assert.rejects(lab.ask('runs.extend', { run: done, epochs: 5 }), gone);
  assert.equal((await lab.ask('runs.get', { run: done })).state.kind, 'done');
  await lab.ask('runs.finish', { run: paused, at: 'last' });
  assert.deepEqual((await lab.untilState(paused, 'failed')).state, failed);
});

test('a dataset whose files were deleted is gone too', async (context) => {
  const folder = temporaryFolder(context);
  const first = openRunsLab(folder);
  const { id: dataset } = await first.ask('captures.create', { name: 'my hands', classes: ['a', 'b'] });
  await first.close();
  const { queued } = leaveRuns(folder, dataset);
  rmSync(labPaths(folder).dataset(dataset), { recursive: true });
  const lab = openRunsLab(folder);
  context.after(() => lab.close());
  const { state } = await lab.untilState(queued, 'failed');
  assert.deepEqual(state, { kind: 'failed', error: gone, resumable: false });
});
