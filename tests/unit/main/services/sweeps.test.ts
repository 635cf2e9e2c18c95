/** A sweep in the lab from its start to a run of its best trial: what it shows, what it stores, what it exports. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Input, Output } from '../../../../main/ipc/contract.ts';
import type { CurveColumns, SweepSummary } from '../../../../main/ipc/schemas/sweep.ts';
import { unpackIds } from '../../../../main/services/datasets/packed-ids.ts';
import { trialName } from '../../../../main/services/sweeps/to-run.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { examplePlan } from './sweeps-example.ts';
import { openSweepsLab, type SweepsLab } from './sweeps-lab.ts';

const folder = temporaryFolder({ after });
let lab: SweepsLab;
let dataset: number;
let sweep: SweepSummary;
let trials: Output<'sweeps.trials'>;

/** 8 trials of at most 4 epochs; the two best are trained twice more. */
const PLAN = { fresh: { best: 2, seeds: 2 } };

before(async () => {
  lab = openSweepsLab(folder);
  dataset = await lab.draw();
  const { id } = await lab.start(dataset, { ...PLAN, name: 'First' });
  sweep = await lab.untilState(id, 'done', 'failed');
  trials = await lab.ask('sweeps.trials', { sweep: id });
});
after(() => lab.close());

/** `trial epoch` of each entry. */
function entriesOf({ trial, epoch, cost }: CurveColumns): string[] {
  const [trials, epochs] = [unpackIds(trial), unpackIds(epoch)];
  assert.equal(cost.length, trial.length);
  return [...trials].map((number, i) => `${number} ${epochs[i]}`);
}

describe('a sweep that is done', () => {
  test("has all its trials, the first with the preset's defaults, and matching sums", () => {
    assert.equal(sweep.state.kind, 'done', JSON.stringify(sweep.state));
    assert.deepEqual(
      trials.map(({ number }) => number),
      [0, 1, 2, 3, 4, 5, 6, 7],
    );
    assert.deepEqual([trials[0]!.origin, trials[0]!.values], ['default', { learningRate: 0.009, batchSize: 64 }]);
    const { complete, pruned } = sweep.counts;
    assert.equal(complete! + pruned!, 8);
    assert.equal(
      sweep.epochs,
      trials.reduce((sum, { epochs }) => sum + epochs, 0),
    );
    assert.ok(sweep.elapsed > 0 && sweep.secondsLeft === null && sweep.workers.length === 0);
  });

  test('has its best trial and count in the list', async () => {
    const [listed] = await lab.ask('sweeps.list', {});
    const best = trials.filter(({ state }) => state === 'complete').sort((a, b) => b.scores![0]! - a.scores![0]!)[0]!;
    assert.deepEqual([listed!.best?.scores, listed!.best?.interval], [best.scores, best.interval]);
    assert.equal(listed!.fresh?.trials.length, 2);
    assert.ok(listed!.fresh!.trials.every(({ scores }) => scores.length === 2));
  });

  test('was reported at most ten times a second, and the reported values are the stored ones', async () => {
    const told = lab.sweepEvents().filter(({ event }) => event.kind === 'trials' && event.sweep === sweep.id);
    const curves = told.flatMap(({ event }) => (event.kind === 'trials' ? entriesOf(event.curves) : []));
    const kept = entriesOf(await lab.ask('sweeps.curves', { sweep: sweep.id }));
    assert.deepEqual(curves.toSorted(), kept.toSorted());
    assert.equal(new Set(kept).size, sweep.epochs);
    const last = new Map(
      told.flatMap(({ event }) =>
        event.kind === 'trials' ? event.trials.map((one) => [one.number, one] as const) : [],
      ),
    );
    assert.deepEqual(
      [...last.values()].sort((a, b) => a.number - b.number),
      trials,
    );
    const seconds = (told.at(-1)!.at - told[0]!.at) / 1000;
    assert.ok(told.length <= 10 * seconds + 3, `${told.length} in ${seconds} s`);
    const pieces = await lab.ask('sweeps.pieces', { sweep: sweep.id });
    assert.ok(
      pieces.length >= 8 && pieces.every(({ worker, beganAt, endedAt }) => worker !== '' && endedAt >= beganAt),
    );
  });

  test('has the answers of a trial and their pictures', async () => {
    const trial = trials.find(({ state }) => state === 'complete')!;
    const answers = (await lab.ask('sweeps.answers', { sweep: sweep.id, trial: trial.number }))!;
    const ids = [...unpackIds(answers.ids)];
    const classes = (bytes: Uint8Array) => [...new Uint16Array(bytes.slice().buffer)];
    const [labels, predicted] = [classes(answers.labels), classes(answers.predicted)];
    const rows = await lab.ask('pictures.rows', { dataset, ids });
    assert.deepEqual(
      rows.map(({ label }) => label),
      labels,
    );
    assert.ok(
      rows.every(({ split }) => split === 'train'),
      'never the test split',
    );
    assert.equal(predicted.filter((label, i) => label === labels[i]).length / ids.length, trial.scores![0]);
  });

  test('is exported as files with the trials that the page shows', async () => {
    const file = async (format: Input<'sweeps.export'>['format'], pruned: boolean) => {
      const { name, bytes } = await lab.ask('sweeps.export', { sweep: sweep.id, format, pruned });
      return { name, bytes, text: new TextDecoder().decode(bytes) };
    };
    for (const pruned of [true, false]) {
      const shown = trials.filter(({ state }) => pruned || state !== 'pruned').map(({ number }) => number);
      const csv = await file('csv', pruned);
      const numbers = csv.text
        .trim()
        .split('\r\n')
        .slice(1)
        .map((line) => Number(line.split(',')[0]));
      assert.deepEqual([csv.name, numbers], ['First.csv', shown]);
      const journal = (await file('optuna', pruned)).text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const attributes = journal.filter(({ op_code: op }) => op === 4).map(({ user_attrs: attrs }) => attrs.number);
      assert.deepEqual(attributes, shown);
      const { name, bytes } = await file('tensorboard', pruned);
      const unpacked = join(temporaryFolder({ after }), 'unpacked');
      mkdirSync(unpacked);
      writeFileSync(join(unpacked, name), bytes);
      execFileSync('tar', ['-xzf', name], { cwd: unpacked });
      assert.deepEqual(
        readdirSync(join(unpacked, 'First')).sort(),
        shown.map((number) => `trial-${number}`),
      );
    }
  });

  test('gives the settings of a trial as a file', async () => {
    const { json } = await lab.ask('sweeps.settings', { sweep: sweep.id, trial: sweep.best!.trial });
    const { values, bestEpoch } = trials[sweep.best!.trial]!;
    const file = JSON.parse(json);
    assert.deepEqual([file.preset, file.epochs, file.seed], ['course', bestEpoch! + 1, 3]);
    assert.deepEqual(file.trial.values, values);
    const { learningRate = 0.009, batchSize = 64 } = file.hyperparameters;
    assert.deepEqual({ learningRate, batchSize }, values);
  });

  test('names a trial of a sweep that is itself named after a trial without repeating that', () => {
    assert.equal(trialName(5, 'Trial 3 of Trial 1 of Hands'), 'Trial 5 of Hands');
    assert.equal(trialName(5, 'Trials of hands'), 'Trial 5 of Trials of hands');
  });

  test('its trial becomes a run on all training pictures, which looks at the test split once', async () => {
    const trial = sweep.best!.trial;
    const looks = async () => (await lab.ask('datasets.get', { dataset })).testLooks;
    assert.equal(await looks(), 0, 'the sweep itself never looked');
    const run = await lab.ask('sweeps.toRun', { sweep: sweep.id, trial });
    assert.equal(run.settings.joinValidation, true);
    assert.equal(run.settings.epochs, trials[trial]!.bestEpoch! + 1);
    await lab.untilRun(run.id);
    const { state, name } = await lab.ask('runs.get', { run: run.id });
    assert.equal(state.kind, 'done', JSON.stringify(state));
    assert.ok(state.kind === 'done' && state.testAccuracy !== null && state.validationAccuracy === null);
    assert.deepEqual([name, await looks()], [`Trial ${trial} of First`, 1]);
    const model = state.kind === 'done' ? state.model : 0;
    await lab.ask('models.answers', { task: 'look', model, dataset, splits: ['test'] });
    assert.equal(await looks(), 1, 'the same model again is not counted as another look');
    assert.deepEqual((await lab.ask('sweeps.get', { sweep: sweep.id })).runs, [{ trial, run: run.id }]);
    await lab.ask('runs.extend', { run: run.id, epochs: run.settings.epochs + 1 });
    await lab.untilRun(run.id);
    assert.equal((await lab.ask('runs.get', { run: run.id })).epochs, run.settings.epochs + 1, 'on the same pictures');
    await lab.ask('runs.remove', { run: run.id });
    assert.deepEqual((await lab.ask('sweeps.get', { sweep: sweep.id })).runs, []);
  });
});

test('a sweep with several objectives has a score for each', async () => {
  const objectives: Input<'sweeps.start'>['objectives'] = ['validationLoss', 'latency', 'parameters', 'epochSeconds'];
  const { id } = await lab.start(dataset, { objectives, budget: { trials: 2, minutes: null } });
  const { state, best } = await lab.untilState(id, 'done', 'failed');
  assert.equal(state.kind, 'done', JSON.stringify(state));
  for (const { scores } of await lab.ask('sweeps.trials', { sweep: id })) {
    const [loss, latency, parameters, epochSeconds] = scores!;
    assert.ok(loss! > 0 && latency! > 0 && latency! < 0.1 && epochSeconds! > 0, JSON.stringify(scores));
    assert.equal(parameters, 1286);
  }
  assert.equal(best?.scores.length, 4);
});

describe('what comes after it', () => {
  test('trials chosen by hand are tried although the budget is used up, and the others are not tried again', async () => {
    const values = { learningRate: 0.02, batchSize: 32 };
    await lab.ask('sweeps.addTrials', { sweep: sweep.id, values: [values] });
    const done = await lab.untilState(sweep.id, 'done', 'failed');
    assert.equal(done.state.kind, 'done', JSON.stringify(done.state));
    const now = await lab.ask('sweeps.trials', { sweep: sweep.id });
    assert.deepEqual(now.slice(0, 8), trials);
    assert.equal(now.length, 9);
    assert.deepEqual([now[8]!.values, now[8]!.origin], [values, 'guess']);
    assert.notEqual(now[8]!.state, 'waiting');
    for (const [wrong, message] of [
      [{ momentum: 0.5 }, /Trial 1 by hand names "momentum"/],
      [{ learningRate: -1 }, /learningRate/],
    ] as const) {
      await assert.rejects(lab.ask('sweeps.addTrials', { sweep: sweep.id, values: [wrong] }), { message });
    }
  });

  test('with a larger budget it continues to the new number of trials', async () => {
    await assert.rejects(lab.ask('sweeps.extend', { sweep: sweep.id, budget: { trials: 4, minutes: null } }), {
      message: /can only grow; it has 8 trials/,
    });
    await lab.ask('sweeps.extend', { sweep: sweep.id, budget: { trials: 11, minutes: null } });
    await lab.untilState(sweep.id, 'done', 'failed');
    const now = await lab.ask('sweeps.trials', { sweep: sweep.id });
    assert.equal(now.length, 11, JSON.stringify((await lab.ask('sweeps.get', { sweep: sweep.id })).state));
    assert.deepEqual(now.slice(0, 8), trials);
  });

  test('a sweep that continues it starts with its trials that are in the new space', async () => {
    const space = { learningRate: { kind: 'float' as const, low: 1e-4, high: 1e-1, log: true } };
    const order = { space, hyperparameters: { batchSize: 64 }, budget: { trials: 1, minutes: null } };
    const { id } = await lab.start(dataset, { ...order, name: 'Second', continues: sweep.id });
    await lab.untilState(id, 'done', 'failed');
    const taken = (await lab.ask('sweeps.trials', { sweep: id })).filter(({ origin }) => origin === 'earlier');
    const all = await lab.ask('sweeps.trials', { sweep: sweep.id });
    const expected = all.filter(({ values }) => values.batchSize === 64);
    assert.ok(expected.length > 0);
    assert.deepEqual(
      taken.map(({ values, scores, state }) => [values.learningRate, scores, state]),
      expected.map(({ values, scores, state }) => [values.learningRate, scores, state]),
    );
    const answers = (of: number, trial: number) => lab.ask('sweeps.answers', { sweep: of, trial });
    assert.deepEqual(await answers(id, 0), await answers(sweep.id, expected[0]!.number));
    const curves = entriesOf(await lab.ask('sweeps.curves', { sweep: id }));
    assert.equal(curves.filter((entry) => entry.startsWith('0 ')).length, expected[0]!.epochs);
    await assert.rejects(lab.start(dataset, { ...order, epochs: 5, continues: sweep.id }), {
      message: /First cannot be taken over: the epochs of a trial/,
    });
  });

  test('renamed, removed, restored', async () => {
    const { id } = sweep;
    assert.equal((await lab.ask('sweeps.rename', { sweep: id, name: 'Other' })).name, 'Other');
    await lab.ask('sweeps.remove', { sweep: id });
    await assert.rejects(lab.ask('sweeps.get', { sweep: id }), { message: /no sweep/ });
    assert.equal((await lab.ask('sweeps.restore', { sweep: id })).name, 'Other');
  });
});

describe('errors are reported before anything is trained', () => {
  const cases: [what: string, more: Partial<Input<'sweeps.start'>>, message: RegExp][] = [
    ['more folds than pictures of a class', { folds: 11 }, /too few training pictures.*11 folds/],
    ['a space with an unknown name', { space: { lerningRate: { kind: 'float', low: 0, high: 1 } } }, /lerningRate/],
  ];
  for (const [what, more, message] of cases) {
    test(what, async () => {
      const { problems } = await lab.ask('sweeps.check', { dataset, ...examplePlan(), ...more });
      assert.equal(problems.length, 1, JSON.stringify(problems));
      assert.match(problems[0]!.message, message);
      const count = (await lab.ask('sweeps.list', {})).length;
      await assert.rejects(lab.start(dataset, more), { message });
      assert.equal((await lab.ask('sweeps.list', {})).length, count);
    });
  }

  test('the searchable dimensions are offered with the default space', async () => {
    const base = { preset: 'course', network: null, hyperparameters: {} };
    const { fields, space, defaults, epochs } = await lab.ask('sweeps.options', base);
    assert.ok(Object.keys(space).every((name) => fields.some((field) => field.name === name)));
    assert.deepEqual([defaults.learningRate, epochs], [0.009, 100]);
    assert.deepEqual((await lab.ask('sweeps.check', { dataset, ...examplePlan(), space })).problems, []);
  });

  test('an unreachable queue fails it, and its password appears nowhere', async () => {
    const queue = 'redis://:geheim4711@127.0.0.1:9/0';
    const { id } = await lab.start(dataset, { queue });
    const { state } = await lab.untilState(id, 'failed', 'done');
    assert.equal(state.kind, 'failed');
    if (state.kind === 'failed') assert.match(state.error.message, /127\.0\.0\.1:9/);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const found = files.filter((file) => readFileSync(join(file.parentPath, file.name)).includes('geheim4711'));
    assert.deepEqual(
      found.map(({ name }) => name),
      [],
    );
    assert.ok(!JSON.stringify(lab.events).includes('geheim4711'));
  });
});
