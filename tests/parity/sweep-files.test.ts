/** Files of a sweep opened by their target programs: Optuna and TensorBoard, in Python. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import type { ExportedSweep } from '../../native-bridge/tuning/export/exported.ts';
import { optunaJournal } from '../../native-bridge/tuning/export/optuna-journal.ts';
import { sweepEventFiles } from '../../native-bridge/tuning/export/tensorboard.ts';
import { pythonWith } from '../helpers/python.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { EVERY_STATE, TWO_OBJECTIVES } from '../unit/native-bridge/tuning/export/sweep-of-every-state.ts';

const optuna = await pythonWith(['optuna>=4']);
const tensorboard = await pythonWith(['tensorboard']);

interface OptunaReport {
  directions: string[];
  metrics: string[];
  trials: {
    number: number;
    state: string;
    values: number[] | null;
    params: Record<string, unknown>;
    intermediate: Record<string, number>;
    attributes: Record<string, unknown>;
    seconds: number | null;
  }[];
  best: number[];
  asked: [number: number, params: Record<string, unknown>][];
}

async function openInOptuna(sweep: ExportedSweep, pruned: boolean): Promise<OptunaReport> {
  assert.ok(optuna.skip === false);
  const file = join(temporaryFolder({ after }), 'journal.log');
  writeFileSync(file, optunaJournal(sweep, { pruned }));
  const script = join(import.meta.dirname, 'check_optuna.py');
  const { stdout } = await promisify(execFile)(optuna.python, [script, file, sweep.name]);
  return JSON.parse(stdout) as OptunaReport;
}

test('Optuna opens a sweep with all trials, values, curves and states', { skip: optuna.skip }, async () => {
  const report = await openInOptuna(EVERY_STATE, true);
  assert.deepEqual([report.directions, report.metrics], [['MAXIMIZE'], ['validationAccuracy']]);
  assert.deepEqual(
    report.trials.map(({ state }) => state),
    ['COMPLETE', 'COMPLETE', 'PRUNED', 'FAIL', 'FAIL', 'FAIL', 'RUNNING', 'WAITING'],
  );
  for (const [i, trial] of report.trials.entries()) {
    const ours = EVERY_STATE.trials[i]!;
    assert.deepEqual(trial.params, ours.values);
    assert.deepEqual([trial.number, trial.attributes.number, trial.attributes.reason], [i, i, ours.reason]);
    const finite = ours.curve.filter(({ score }) => Number.isFinite(score));
    assert.deepEqual(trial.intermediate, Object.fromEntries(finite.map(({ epoch, score }) => [epoch, score])));
  }
  assert.deepEqual(
    report.trials.map(({ values }) => values?.[0]),
    [0.5, 0.75, 0.25, ...Array(5).fill(undefined)],
  );
  assert.deepEqual(report.best, [1]);
  assert.equal(report.trials[1]!.seconds, 0.5);
  // The waiting trial is asked for first, with its values; the next one is the sampler's.
  assert.deepEqual(report.asked[0], [7, EVERY_STATE.trials[7]!.values]);
  assert.equal(report.asked[1]![0], 8);
});

test('pruned trials that the page hides are not in the file either', { skip: optuna.skip }, async () => {
  const { trials } = await openInOptuna(EVERY_STATE, false);
  assert.deepEqual(
    trials.map(({ attributes }) => attributes.number),
    [0, 1, 3, 4, 5, 6, 7],
  );
  assert.ok(trials.every(({ state }) => state !== 'PRUNED'));
});

test('two objectives: the Pareto front is the same', { skip: optuna.skip }, async () => {
  const report = await openInOptuna(TWO_OBJECTIVES, true);
  assert.deepEqual(report.directions, ['MINIMIZE', 'MINIMIZE']);
  assert.deepEqual(
    report.trials.map(({ state }) => state),
    ['COMPLETE', 'COMPLETE', 'FAIL', 'PRUNED'],
  );
  assert.deepEqual(report.best, [0, 1]);
});

test('TensorBoard reads the curves and the hyperparameters of every trial', { skip: tensorboard.skip }, async () => {
  assert.ok(tensorboard.skip === false);
  const folder = temporaryFolder({ after });
  const files = sweepEventFiles(EVERY_STATE, { pruned: true });
  for (const { path, bytes } of files) {
    mkdirSync(join(folder, dirname(path)));
    writeFileSync(join(folder, path), bytes);
  }
  const folders = files.map(({ path }) => join(folder, dirname(path)));
  const script = join(import.meta.dirname, 'check_tensorboard.py');
  const { stdout } = await promisify(execFile)(tensorboard.python, [script, ...folders]);
  const runs = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(runs.length, 6);
  const { beganAt, endedAt } = EVERY_STATE.trials[1]!;
  assert.deepEqual(
    runs[1].scalars.validationAccuracy.map(([step, value]: number[]) => [step, value]),
    [
      [0, 0.25],
      [1, 0.625],
      [2, 0.75],
    ],
  );
  assert.deepEqual(runs[1].scalars['score/validationAccuracy'], [[0, 0.75, endedAt! / 1000]]);
  assert.deepEqual(runs[1].hparams['_hparams_/session_start_info'], {
    hparams: { learningRate: 0.005, optimizer: 'adam', batchNorm: true, filters: 8 },
    startTimeSecs: beganAt! / 1000,
  });
  const diverged = runs[3].scalars.validationAccuracy.map(([, value]: unknown[]) => value);
  assert.deepEqual(diverged, [0, '-inf']);
  const statuses = runs.map((run) => run.hparams['_hparams_/session_end_info']?.status);
  const failure = 'STATUS_FAILURE';
  assert.deepEqual(statuses, [...Array(3).fill('STATUS_SUCCESS'), failure, failure, undefined]);
});
