/** Runs whose host is killed, whose lab is closed or killed: nothing is lost, and a resumed run ends the same. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { runRows } from '../../main/services/runs/run-rows.ts';
import { openDatabase } from '../../main/storage/database.ts';
import { labPaths } from '../../main/storage/lab-folder.ts';
import { loadCheckpoint } from '../../native-bridge/training/checkpoint.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { computeHosts, curveOf, ENDLESS, openRunsLab, type RunsLab } from './runs-lab.ts';

const checkpointOf = (folder: string, run: number) =>
  loadCheckpoint(join(folder, 'runs', String(run), 'checkpoint.safetensors'));

/** Leaves a run like a lab that is killed before its host saves an epoch that was reported already. */
function leaveAhead(folder: string, run: number, epoch: number): void {
  const db = openDatabase(labPaths(folder).database);
  const rows = runRows(db);
  rows.putEpochs(run, [{ epoch, cost: 9, seconds: 1 }]);
  rows.setState(run, { kind: 'training', since: 0, step: null });
  db.close();
}

/** An uninterrupted run with as many epochs and the same seeds: the same curve and the same weights. */
async function sameAsUninterrupted(lab: RunsLab, folder: string, run: number): Promise<void> {
  const { epochs, settings } = await lab.ask('runs.get', { run });
  const { id: whole } = await lab.start(settings.dataset, epochs);
  await lab.untilState(whole, 'done');
  const curve = async (id: number) => curveOf(await lab.ask('runs.epochs', { run: id, from: 0 }));
  assert.deepEqual(await curve(run), await curve(whole));
  const [interrupted, straight] = [checkpointOf(folder, run), checkpointOf(folder, whole)];
  assert.deepEqual(interrupted.parameters, straight.parameters);
  assert.deepEqual(interrupted.slots, straight.slots);
}

const timeout = 240_000; // a busy machine trains slowly

describe('a run that is interrupted', { timeout }, () => {
  test('paused, resumed, its host killed, resumed: the curve of an uninterrupted run', async (t) => {
    const folder = temporaryFolder(t);
    const lab = openRunsLab(folder);
    t.after(() => lab.close());
    const dataset = await lab.draw();
    const { id } = await lab.start(dataset, ENDLESS);
    await lab.untilEpochs(id, 5);
    await lab.ask('runs.pause', { run: id });
    const paused = await lab.untilState(id, 'paused');
    assert.equal(checkpointOf(folder, id).state.history.length, paused.epochs);
    await lab.ask('runs.resume', { run: id });
    await lab.untilEpochs(id, paused.epochs + 20);

    const { id: next } = await lab.start(dataset, 2, { seed: 4 });
    lab.killHost();
    const failed = await lab.untilState(id, 'failed');
    assert.match(failed.state.error.message, /compute host was killed \(SIGKILL/);
    assert.match(failed.state.error.remedy ?? '', /resume/);
    assert.equal(failed.state.resumable, true);
    assert.equal((await lab.untilState(next, 'done')).epochs, 2, 'the queue continues');

    await lab.ask('runs.resume', { run: id });
    await lab.untilEpochs(id, failed.epochs + 5);
    await lab.ask('runs.finish', { run: id, at: 'last' });
    await lab.untilState(id, 'done');
    await sameAsUninterrupted(lab, folder, id);
  });

  test('when the lab is opened again, the run is paused at its checkpoint, and the queued run trains', async (t) => {
    const folder = temporaryFolder(t);
    let lab = openRunsLab(folder);
    t.after(() => lab.close());
    const dataset = await lab.draw();
    const { id } = await lab.start(dataset, ENDLESS);
    const { id: waits } = await lab.start(dataset, 2);
    await lab.untilEpochs(id, 5);
    await lab.close();
    const saved = checkpointOf(folder, id).state.history;
    leaveAhead(folder, id, saved.length);

    lab = openRunsLab(folder);
    const { state, epochs } = await lab.ask('runs.get', { run: id });
    assert.deepEqual([state, epochs], [{ kind: 'paused' }, saved.length]);
    assert.deepEqual(
      (await lab.ask('runs.epochs', { run: id, from: 0 })).cost,
      saved.map(({ cost }) => cost),
    );
    await lab.untilState(waits, 'done');
    assert.equal((await lab.ask('runs.get', { run: id })).state.kind, 'paused');
    assert.deepEqual(computeHosts(), []);
  });

  test('after the whole lab was killed, it is paused at its checkpoint and ends the same', async (t) => {
    const folder = temporaryFolder(t);
    const trainer = spawn(process.execPath, [join(import.meta.dirname, 'runs-trainer.ts'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of trainer.stdout.setEncoding('utf8')) if (Number.parseInt(line, 10) >= 20) break;
    trainer.kill('SIGKILL');
    if (trainer.exitCode === null && trainer.signalCode === null) await once(trainer, 'exit');

    const lab = openRunsLab(folder);
    t.after(() => lab.close());
    const { total, runs } = await lab.ask('runs.list', {});
    assert.equal(total, 2);
    const [waits, interrupted] = runs as [(typeof runs)[0], (typeof runs)[0]];
    assert.equal(interrupted.state.kind, 'paused');
    assert.ok(interrupted.epochs > 0);
    const { cost } = await lab.ask('runs.epochs', { run: interrupted.id, from: 0 });
    assert.equal(cost.length, interrupted.epochs);
    assert.equal((await lab.untilState(waits.id, 'done')).name, 'Waits');

    await lab.ask('runs.resume', { run: interrupted.id });
    await lab.untilEpochs(interrupted.id, interrupted.epochs + 5);
    await lab.ask('runs.finish', { run: interrupted.id, at: 'last' });
    await lab.untilState(interrupted.id, 'done');
    await sameAsUninterrupted(lab, folder, interrupted.id);
  });
});
