/** A dataset that runs or sweeps still need cannot be removed, and is kept if an older lab let it be removed. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import type { RunState } from '../../../../main/ipc/schemas/run.ts';
import type { SweepState } from '../../../../main/ipc/schemas/sweep.ts';
import { runRows } from '../../../../main/services/runs/run-rows.ts';
import { sweepRows } from '../../../../main/services/sweeps/sweep-rows.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { importSynthetic, type LabFolder, openLabFolder } from '../../../helpers/lab-folder.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { examplePlan } from './sweeps-example.ts';

const error = { message: 'It stopped.', badArgument: false };
const done: RunState = {
  ...{ kind: 'done', epoch: 1, trainAccuracy: 1, validationAccuracy: null, testAccuracy: null, model: 1 },
};

/** As a row only: no test needs it to train. */
function addRun(lab: LabFolder, dataset: number, name: string, state: RunState): number {
  const rows = runRows(lab.db);
  const network = presetNetwork('course');
  const settings = { ...{ dataset, preset: 'course', network, hyperparameters: {} }, seed: 3, epochs: 2 };
  const id = rows.add({
    ...{ name, settings: { ...settings, backend: 'auto' }, datasetName: 'hands', datasetVersion: 1 },
    ...{ parameters: 1, group: null },
  });
  rows.setState(id, state);
  return id;
}

function addSweep(lab: LabFolder, dataset: number, name: string, state: SweepState): number {
  const rows = sweepRows(lab.db);
  const pictures = { kind: 'dataset', dataset, version: 1, name: 'hands' } as const;
  const id = rows.add({ name, plan: examplePlan(), pictures, classes: [], continues: null });
  rows.setState(id, state);
  return id;
}

async function labWithHands(context: Parameters<typeof temporaryFolder>[0]) {
  const folder = temporaryFolder(context);
  const lab = openLabFolder(folder);
  const dataset = await importSynthetic(lab, 1, 0);
  await lab.ask('datasets.rename', { dataset, name: 'my hands' });
  return { folder, lab, dataset };
}

test('the refusal names the runs and sweeps that are not finished', async (context) => {
  const { lab, dataset } = await labWithHands(context);
  context.after(() => lab.close());
  const other = await importSynthetic(lab, 1, 0);
  const [runs, sweeps] = [runRows(lab.db), sweepRows(lab.db)];
  const refuses = (message: string, remedy: string) =>
    assert.rejects(lab.ask('datasets.remove', { dataset }), { name: 'HostError', message, remedy, badArgument: true });
  addRun(lab, dataset, 'Over', done);
  addRun(lab, dataset, 'Stillborn', { kind: 'failed', error, resumable: false });
  addRun(lab, other, 'Elsewhere', { kind: 'paused' });
  addSweep(lab, dataset, 'Searched', { kind: 'done' });

  const long = addRun(lab, dataset, 'Long', { kind: 'failed', error, resumable: true });
  await refuses('my hands is used by a run that is not finished: Long.', 'Finish or remove it first.');
  for (const kind of ['training', 'pausing', 'finishing', 'paused', 'queued'] as const) {
    const more = { training: { since: 0, step: null }, finishing: { at: 'last' }, queued: { place: 1 } };
    const id = addRun(lab, dataset, 'Q3', { kind, ...(kind in more && more[kind as keyof typeof more]) } as RunState);
    await refuses('my hands is used by 2 runs that are not finished: Long, Q3.', 'Finish or remove them first.');
    runs.setRemoved(id, true);
  }
  const first = addSweep(lab, dataset, 'Search', { kind: 'failed', error });
  await refuses(
    'my hands is used by runs and sweeps that are not finished: Long, Search.',
    'Finish or remove them first.',
  );
  runs.setState(long, done);
  await refuses('my hands is used by a sweep that is not finished: Search.', 'Finish or remove it first.');
  const second = addSweep(lab, dataset, 'Wider', { kind: 'paused' });
  await refuses('my hands is used by 2 sweeps that are not finished: Search, Wider.', 'Finish or remove them first.');
  sweeps.setState(first, { kind: 'done' });
  sweeps.setRemoved(second, true);
  await lab.ask('datasets.remove', { dataset });
});

test('of many, the first five are named', async (context) => {
  const { lab, dataset } = await labWithHands(context);
  context.after(() => lab.close());
  for (let k = 1; k <= 7; k++) addRun(lab, dataset, `R${k}`, { kind: 'paused' });
  await assert.rejects(lab.ask('datasets.remove', { dataset }), {
    message: 'my hands is used by 7 runs that are not finished: R1, R2, R3, R4, R5, ….',
  });
});

for (const [what, add, finish] of [
  [
    'run',
    (lab: LabFolder, dataset: number) => addRun(lab, dataset, 'Long', { kind: 'paused' }),
    (lab: LabFolder, id: number) => runRows(lab.db).setState(id, done),
  ],
  [
    'sweep',
    (lab: LabFolder, dataset: number) => addSweep(lab, dataset, 'Search', { kind: 'paused' }),
    (lab: LabFolder, id: number) => sweepRows(lab.db).setRemoved(id, true),
  ],
] as const) {
  test(`a dataset that was removed under an unfinished ${what} is in the gallery at the next start`, async (context) => {
    const { folder, lab: older, dataset } = await labWithHands(context);
    const unused = await importSynthetic(older, 1, 0);
    await older.ask('datasets.remove', { dataset });
    await older.ask('datasets.remove', { dataset: unused });
    const id = add(older, dataset);
    older.close();
    const reopened = openLabFolder(folder);
    assert.deepEqual(
      (await reopened.ask('datasets.list', {})).map(({ name }) => name),
      ['my hands'],
    );
    assert.ok(existsSync(await reopened.datasets.versionFile(dataset, 1)));
    assert.equal((await reopened.datasets.pixels(dataset, [0])).length, 12288);
    assert.equal(existsSync(reopened.paths.dataset(unused)), false);
    finish(reopened, id);
    await reopened.ask('datasets.remove', { dataset });
    reopened.close();
    const last = openLabFolder(folder);
    assert.equal(existsSync(last.paths.dataset(dataset)), false);
    last.close();
  });
}
