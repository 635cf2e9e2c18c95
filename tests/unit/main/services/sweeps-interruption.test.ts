/** Sweeps that are paused, ended early, whose host is killed, whose lab is closed: nothing is lost, nothing done twice. */
import assert from 'node:assert/strict';
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sweepRows } from '../../../../main/services/sweeps/sweep-rows.ts';
import { openDatabase } from '../../../../main/storage/database.ts';
import { labPaths } from '../../../../main/storage/lab-folder.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { ENDLESS, openSweepsLab, type SweepsLab } from './sweeps-lab.ts';

const folder = temporaryFolder({ after });
let lab: SweepsLab;
let dataset: number;

before(async () => {
  lab = openSweepsLab(folder);
  dataset = await lab.draw();
});
after(() => lab.close());

const run = (epochs: number) =>
  lab.ask('runs.start', {
    ...{ dataset, epochs, validation: 0.25, preset: 'course', network: presetNetwork('course'), hyperparameters: {} },
    ...{ backend: 'auto', seed: 3 },
  });

/** The models in its folder, and those of its three best trials. */
async function modelsOf(sweep: number): Promise<{ written: string[]; best: string[] }> {
  const trials = await lab.ask('sweeps.trials', { sweep });
  const complete = trials.filter(({ state }) => state === 'complete');
  const ranked = complete.sort((a, b) => b.scores![0]! - a.scores![0]! || a.number - b.number);
  const files = readdirSync(labPaths(folder).sweep(sweep));
  return {
    written: files.filter((name) => name.endsWith('.onnx')).sort(),
    best: ranked
      .slice(0, 3)
      .map(({ number }) => `trial-${number}.onnx`)
      .sort(),
  };
}

describe('a sweep that is interrupted', { timeout: 240_000 }, () => {
  test('runs and sweeps wait for each other, and say for which one', async () => {
    const { id } = await lab.start(dataset, { ...ENDLESS, name: 'Long' });
    await lab.untilEpochs(id, 20);
    const waits = await run(2);
    assert.deepEqual(waits.state, { kind: 'queued', place: 1, waitsFor: 'Long' });
    const next = await lab.start(dataset, { name: 'Next', budget: { trials: 1, minutes: null } });
    assert.deepEqual(next.state, { kind: 'queued', place: 1, waitsFor: 'Long', finishing: false });

    assert.equal((await lab.ask('sweeps.pause', { sweep: id })).state.kind, 'pausing');
    const paused = await lab.untilState(id, 'paused', 'failed');
    assert.equal(paused.state.kind, 'paused');
    assert.equal(paused.counts.running, 0, 'no trial is shown as running in a paused sweep');
    await lab.untilRun(waits.id);
    assert.equal((await lab.ask('runs.get', { run: waits.id })).state.kind, 'done');
    await lab.untilState(next.id, 'done');
    await assert.rejects(lab.ask('sweeps.pause', { sweep: next.id }), { message: /Next is done: it cannot be paused/ });
  });

  test('resumed, its host killed, resumed, ended by hand: no epoch is duplicated or lost', async () => {
    const [, { id, epochs: before }] = (await lab.ask('sweeps.list', {})) as [unknown, { id: number; epochs: number }];
    const kept = await lab.ask('sweeps.curves', { sweep: id });
    await lab.ask('sweeps.resume', { sweep: id });
    await lab.untilEpochs(id, 20);
    lab.killHost();
    const failed = await lab.untilState(id, 'failed');
    assert.match(failed.state.error.message, /compute host was killed \(SIGKILL/);
    assert.match(failed.state.error.remedy ?? '', /resume/);

    await lab.ask('sweeps.resume', { sweep: id });
    await lab.untilEpochs(id, 20);
    await assert.rejects(lab.ask('sweeps.resume', { sweep: id }), { message: /is running: it cannot be resumed/ });
    await lab.ask('sweeps.finish', { sweep: id });
    const done = await lab.untilState(id, 'done', 'failed');
    assert.equal(done.state.kind, 'done', JSON.stringify(done.state));
    assert.ok(done.epochs > before && done.best !== null);
    const { trial, epoch, cost } = await lab.ask('sweeps.curves', { sweep: id });
    assert.equal(trial.length / 4, done.epochs);
    const entries = (columns: { trial: Uint8Array; epoch: Uint8Array; cost: Uint8Array }) =>
      Array.from({ length: columns.trial.length / 4 }, (_, i) =>
        [columns.trial, columns.epoch, columns.cost].map((bytes) => Buffer.from(bytes).readUInt32LE(4 * i)).join(' '),
      );
    const now = new Set(entries({ trial, epoch, cost }));
    assert.equal(now.size, done.epochs);
    assert.ok(
      entries(kept).every((entry) => now.has(entry)),
      'epochs trained before the kill are unchanged',
    );
    const trials = await lab.ask('sweeps.trials', { sweep: id });
    assert.ok(trials.every(({ state }) => state !== 'running' && state !== 'paused'));
  });

  test('a paused sweep can be finished without more search', async () => {
    const { id } = await lab.start(dataset, { ...ENDLESS, fresh: { best: 1, seeds: 2 } });
    await lab.until(id, ({ counts }) => counts.complete! >= 3);
    await lab.ask('sweeps.pause', { sweep: id });
    const paused = await lab.untilState(id, 'paused');
    assert.ok(paused.best !== null);
    await lab.ask('sweeps.finish', { sweep: id });
    const done = await lab.untilState(id, 'done', 'failed');
    assert.equal(done.state.kind, 'done', JSON.stringify(done.state));
    assert.equal(done.epochs, paused.epochs, 'no trial continued');
    assert.equal(done.fresh?.trials.length, 1);
    const { written, best } = await modelsOf(id);
    assert.ok(best.length > 0);
    assert.deepEqual(written, best);
  });

  test('paused while its best are trained again, it still writes their models', async () => {
    const search = { scheduler: { kind: 'none' }, epochs: 20, budget: { trials: 4, minutes: null } } as const;
    const { id } = await lab.start(dataset, { ...search, fresh: { best: 2, seeds: 20 } });
    await lab.until(id, ({ state }) => state.kind === 'running' && state.phase === 'fresh');
    await lab.ask('sweeps.pause', { sweep: id });
    const paused = await lab.untilState(id, 'paused', 'done');
    assert.equal(paused.state.kind, 'paused');
    await lab.ask('sweeps.resume', { sweep: id });
    const done = await lab.untilState(id, 'done', 'failed');
    assert.deepEqual(
      done.fresh?.trials.map(({ scores }) => scores.length),
      [20, 20],
    );
    const { written, best } = await modelsOf(id);
    assert.ok(best.length > 0);
    assert.deepEqual(written, best);
  });

  test('what is asked for while its best are trained again is tried afterwards', async () => {
    const search = { scheduler: { kind: 'none' }, epochs: 20, budget: { trials: 4, minutes: null } } as const;
    const { id } = await lab.start(dataset, { ...search, fresh: { best: 2, seeds: 20 } });
    await lab.until(id, ({ state }) => state.kind === 'running' && state.phase === 'fresh');
    await lab.ask('sweeps.addTrials', { sweep: id, values: [{ learningRate: 0.02, batchSize: 32 }] });
    await lab.ask('sweeps.extend', { sweep: id, budget: { trials: 6, minutes: null } });
    await lab.untilState(id, 'done', 'failed');
    const trials = await lab.ask('sweeps.trials', { sweep: id });
    assert.deepEqual(
      trials.map(({ origin, epochs }) => `${origin} ${epochs}`),
      ['default 20', 'sampler 20', 'sampler 20', 'sampler 20', 'guess 20', 'sampler 20'],
    );
  });

  test('an early end also ends what was asked for before it, and nothing that is asked for after it', async () => {
    const { id } = await lab.start(dataset, { ...ENDLESS });
    const values = { learningRate: 0.02, batchSize: 32 };
    await lab.ask('sweeps.addTrials', { sweep: id, values: [values] });
    await lab.ask('sweeps.finish', { sweep: id });
    await lab.untilState(id, 'done');
    await lab.ask('sweeps.addTrials', { sweep: id, values: [values] });
    await lab.untilState(id, 'running');
    await lab.ask('sweeps.finish', { sweep: id });
    await lab.ask('sweeps.addTrials', { sweep: id, values: [{ learningRate: 0.03, batchSize: 64 }] });
    await lab.untilState(id, 'queued');
    await lab.until(id, ({ counts }) => counts.waiting === 0);
    await lab.ask('sweeps.remove', { sweep: id });
  });

  test('snapshots that an older version named otherwise are removed, and their trials are trained again', async () => {
    const budget = { trials: 4, minutes: null };
    const { id } = await lab.start(dataset, { epochs: 100, scheduler: { kind: 'none' }, budget });
    await lab.untilEpochs(id, 20);
    await lab.ask('sweeps.pause', { sweep: id });
    await lab.untilState(id, 'paused');
    const snapshots = join(labPaths(folder).sweep(id), 'snapshots');
    const names = readdirSync(snapshots);
    assert.ok(names.length > 0);
    for (const name of names) renameSync(join(snapshots, name), join(snapshots, name.replace(/-\d+\./, '.')));
    await lab.ask('sweeps.resume', { sweep: id });
    const done = await lab.untilState(id, 'done', 'failed');
    assert.equal(done.state.kind, 'done', JSON.stringify(done.state));
    const trials = await lab.ask('sweeps.trials', { sweep: id });
    assert.ok(trials.every(({ state, epochs }) => epochs === 100 || state === 'diverged'));
    assert.equal(done.epochs, (await lab.ask('sweeps.curves', { sweep: id })).trial.length / 4);
    assert.ok(readdirSync(snapshots).every((name) => /^trial-\d+-\d+\.safetensors$/.test(name)));
  });

  test('closing the lab pauses it, as does a crash of the lab; queued sweeps continue', async () => {
    const { id } = await lab.start(dataset, { ...ENDLESS });
    const waits = await lab.start(dataset, { budget: { trials: 1, minutes: null } });
    await lab.untilEpochs(id, 20);
    await lab.close();
    const db = openDatabase(labPaths(folder).database);
    const rows = sweepRows(db);
    assert.equal(rows.get(id).state.kind, 'paused');
    rows.setState(id, { kind: 'running', since: 1, phase: 'trials', step: null });
    db.close();

    lab = openSweepsLab(folder);
    const { state, epochs } = await lab.ask('sweeps.get', { sweep: id });
    assert.ok(state.kind === 'paused' && epochs >= 20);
    await lab.untilState(waits.id, 'done');
    await lab.ask('sweeps.remove', { sweep: id });
  });

  test('trials chosen by hand that the host did not receive are there when it resumes', async () => {
    const { id } = await lab.start(dataset, { ...ENDLESS });
    const values = { learningRate: 0.02, batchSize: 32 };
    await lab.ask('sweeps.addTrials', { sweep: id, values: [values] });
    await lab.ask('sweeps.pause', { sweep: id });
    await lab.untilState(id, 'paused');
    const waiting = (await lab.ask('sweeps.trials', { sweep: id })).filter(({ origin }) => origin === 'guess');
    assert.deepEqual(
      waiting.map((trial) => [trial.values, trial.state === 'waiting' || trial.epochs > 0]),
      [[values, true]],
    );
    await lab.ask('sweeps.remove', { sweep: id });
  });

  test('trials chosen by hand for a queued sweep come first, and its plan keeps its own', async () => {
    const { id: busy } = await lab.start(dataset, { ...ENDLESS });
    const planned = { learningRate: 0.03, batchSize: 64 };
    const { id } = await lab.start(dataset, { budget: { trials: 1, minutes: null }, guesses: [planned] });
    const values = { learningRate: 0.02, batchSize: 32 };
    await lab.ask('sweeps.addTrials', { sweep: id, values: [values] });
    await lab.ask('sweeps.remove', { sweep: busy });
    await lab.untilState(id, 'done');
    const trials = await lab.ask('sweeps.trials', { sweep: id });
    assert.deepEqual(
      trials.map(({ origin }) => origin),
      ['guess', 'default', 'guess'],
    );
    assert.deepEqual([trials[0]!.values, trials[2]!.values], [values, planned]);
  });
});
