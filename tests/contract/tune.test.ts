/** `tune` as other programs rely on it: output lines, files, resuming, extending, and `train` with its result. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { trialSettings } from '../../native-bridge/tuning/settings.ts';
import { lab, type Ran } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { SMALL, SPACE, sweepIn } from './tune-folder.ts';

interface TrialLine {
  kind: 'trial';
  number: number;
  state: string;
  values: Record<string, number>;
  score: number | null;
  epochs: number;
  seconds: number;
}
interface TunedLine {
  kind: 'tuned';
  best: { number: number; values: Record<string, number>; score: number } | null;
  fresh: { mean: number; low: number; high: number; n: number } | null;
  optimism: number | null;
  trials: number;
  pruned: number;
  epochs: number;
  seconds: number;
}
type Line = TrialLine | TunedLine;

const folder = temporaryFolder({ after });
const out = join(folder, 'sweep');
const space = join(folder, 'space.json');
const goOn = (...more: string[]) => lab(['tune', '--resume', '--out', out, '--json', ...more]);
const trialsOf = (ran: Ran) => ran.lines<Line>().filter((line) => line.kind === 'trial');
const tunedOf = (ran: Ran) => ran.lines<Line>().at(-1) as TunedLine;

let ran: Ran;
before(async () => {
  writeFileSync(space, JSON.stringify(SPACE));
  ran = await lab([
    ...SMALL,
    '--space',
    space,
    '--trials',
    '8',
    '--guess',
    '{"learningRate":0.02,"batchSize":32}',
    '--out',
    out,
  ]);
});

describe('tune', () => {
  test('prints every trial once, in the order in which they end, and then the result', () => {
    assert.equal(ran.status, 0, ran.stderr);
    const trials = trialsOf(ran);
    assert.deepEqual(
      trials.map(({ number }) => number).sort((a, b) => a - b),
      [...Array(8).keys()],
    );
    for (const line of trials) {
      assert.deepEqual(Object.keys(line), ['kind', 'number', 'state', 'values', 'score', 'epochs', 'seconds']);
      assert.match(line.state, /^(complete|pruned)$/);
      assert.ok(line.epochs >= 1 && line.epochs <= 4 && line.seconds > 0 && line.score! >= 0);
    }
    const byNumber = trials.toSorted((a, b) => a.number - b.number);
    assert.deepEqual(byNumber[0]!.values, { learningRate: 0.009, batchSize: 64 }, "the preset's defaults first");
    assert.deepEqual(byNumber[1]!.values, { learningRate: 0.02, batchSize: 32 }, 'then the guess');
    const tuned = tunedOf(ran);
    assert.deepEqual(Object.keys(tuned), [
      'kind',
      'best',
      'fresh',
      'optimism',
      'trials',
      'pruned',
      'epochs',
      'seconds',
    ]);
    assert.equal(tuned.kind, 'tuned');
    assert.equal(tuned.trials, 8);
    assert.ok(tuned.pruned > 0, 'early stopping prunes some');
    assert.equal(tuned.pruned, trials.filter(({ state }) => state === 'pruned').length);
    assert.equal(
      tuned.epochs,
      trials.reduce((sum, { epochs }) => sum + epochs, 0),
    );
    const best = byNumber[tuned.best!.number]!;
    assert.deepEqual([best.values, best.score, best.state], [tuned.best!.values, tuned.best!.score, 'complete']);
    const { mean, low, high, n } = tuned.fresh!;
    assert.ok(n === 2 && low <= mean && mean <= high);
    assert.ok(Math.abs(tuned.optimism! - (best.score! - mean)) < 1e-12);
  });

  test('its files contain the same trials', () => {
    const csv = readFileSync(join(out, 'trials.csv'), 'utf8').trim().split('\r\n').slice(1);
    const rows = csv.map((line) => line.split(','));
    const expected = trialsOf(ran).toSorted((a, b) => a.number - b.number);
    assert.deepEqual(
      rows.map(([number, state, score]) => [Number(number), state, Number(score)]),
      expected.map(({ number, state, score }) => [number, state, score]),
    );
    const journal = readFileSync(join(out, 'optuna-journal.log'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const trials = journal.filter(({ op_code: op }) => op === 4);
    assert.deepEqual(
      trials.map(({ user_attrs: attrs }) => attrs.number),
      expected.map(({ number }) => number),
    );
    const models = readdirSync(out).filter((name) => name.endsWith('.onnx'));
    assert.ok(models.includes(`trial-${tunedOf(ran).best!.number}.onnx`), models.join());
    for (const model of models) {
      const report = JSON.parse(readFileSync(join(out, model.replace('.onnx', '.parity.json')), 'utf8'));
      assert.deepEqual([report.passed, report.labelsEqual], [true, report.n], model);
    }
    assert.ok(
      sweepIn(out).trials.every(({ reason }) => reason === null),
      'none of them has an error',
    );
  });

  test('its best settings train as the trial did', async () => {
    const run = join(folder, 'run');
    const best = JSON.parse(readFileSync(join(out, 'best.json'), 'utf8'));
    const trained = await lab([
      ...['train', '--data', 'synthetic:train=10,test=2', '--settings', join(out, 'best.json')],
      ...['--set', 'evaluateEvery=1', '--out', run, '--json'],
    ]);
    assert.equal(trained.status, 0, trained.stderr);
    const record = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'));
    assert.deepEqual([record.epochs, record.seed], [best.epochs, 3]);
    const settings = trialSettings(
      { preset: 'course', network: null, hyperparameters: {} },
      tunedOf(ran).best!.values,
      6,
    );
    assert.ok(!('impossible' in settings));
    assert.deepEqual(record.hyperparameters, { ...settings.hyperparameters, evaluateEvery: 1 });
    assert.deepEqual(record.network, settings.network);
  });

  test('resuming a finished sweep repeats nothing; with more trials it continues', async () => {
    const before = sweepIn(out);
    const again = await goOn('--space', space);
    assert.equal(again.status, 0, again.stderr);
    assert.deepEqual(
      again.lines<Line>().map(({ kind }) => kind),
      ['tuned'],
    );
    assert.deepEqual(sweepIn(out).trials, before.trials);
    const further = await goOn('--trials', '10');
    assert.equal(further.status, 0, further.stderr);
    assert.deepEqual(
      trialsOf(further)
        .map(({ number }) => number)
        .sort(),
      [8, 9],
    );
    assert.equal(tunedOf(further).trials, 10);
    assert.deepEqual(sweepIn(out).trials.slice(0, 8), before.trials);
    const other = await goOn('--data', 'synthetic:train=10,test=2,seed=9', '--trials', '11');
    assert.equal(other.status, 2, other.stderr);
    assert.match(other.stderr, /The pictures are not those that course was started with/);
    assert.equal(sweepIn(out).trials.length, 10);
  });

  test('a random search ends at its number of trials; a grid ends at its last point, even if one diverges', async () => {
    const random = await lab([
      ...SMALL,
      '--sampler',
      'random',
      '--scheduler',
      'none',
      '--lanes',
      '2',
      '--trials',
      '7',
      '--epochs',
      '1',
      '--out',
      join(folder, 'random'),
    ]);
    assert.deepEqual(
      trialsOf(random)
        .map(({ number }) => number)
        .sort(),
      [0, 1, 2, 3, 4, 5, 6],
    );
    const file = join(folder, 'points.json');
    const points = { l2: { kind: 'choice', choices: [0, 10] }, batchSize: { kind: 'choice', choices: [4, 8] } };
    writeFileSync(file, JSON.stringify(points));
    // Every step multiplies the weights by 1 - 2 * 0.5 * 10.
    const runaway = ['--set', 'optimizer=sgd', '--set', 'learningRate=0.5'];
    const grid = await lab([
      ...[...SMALL, ...runaway, '--space', file, '--sampler', 'grid', '--scheduler', 'none', '--trials', '100'],
      ...['--epochs', '20', '--fresh-best', '0', '--out', join(folder, 'grid')],
    ]);
    assert.equal(grid.status, 0, grid.stderr);
    const trials = trialsOf(grid);
    const tried = trials.map(({ values: { l2, batchSize } }) => `${l2} ${batchSize}`).sort();
    assert.deepEqual(tried, ['0 4', '0 64', '0 8', '10 4', '10 8'], 'the defaults, and every point once');
    for (const { values, state, score, epochs } of trials) {
      if (values.l2 === 0) assert.deepEqual([state, epochs], ['complete', 20]);
      else assert.deepEqual([state, score, epochs < 20], ['diverged', null, true]);
    }
    assert.deepEqual([tunedOf(grid).fresh, tunedOf(grid).optimism], [null, null]);
  });

  test('a number of minutes ends it too, and running trials count as far as they got', async () => {
    const timed = [
      '--minutes',
      '0.02',
      '--sampler',
      'random',
      '--scheduler',
      'none',
      '--fresh-best',
      '0',
      '--epochs',
      '40',
    ];
    const ended = await lab([...SMALL, ...timed, '--out', join(folder, 'timed')]);
    assert.equal(ended.status, 0, ended.stderr);
    const { trials, seconds } = tunedOf(ended);
    assert.ok(seconds >= 1.2 && seconds < 10, `${seconds} s`);
    assert.equal(trialsOf(ended).length, trials);
    const { epochs, state } = trialsOf(ended).at(-1)!;
    assert.ok(state === 'complete' ? epochs === 40 : state === 'pruned' && epochs < 40, `${state} after ${epochs}`);
  });

  test('with k-fold cross-validation a trial is the mean of its folds', async () => {
    const folds = join(folder, 'folds');
    const { status, stderr } = await lab([
      ...SMALL,
      '--folds',
      '3',
      '--trials',
      '2',
      '--epochs',
      '1',
      '--fresh-best',
      '0',
      '--out',
      folds,
    ]);
    assert.equal(status, 0, stderr);
    const { trials, answers } = sweepIn(folds);
    const { replicates, scores } = trials[0]!;
    assert.equal(replicates.length, 3);
    assert.ok(Math.abs(replicates.reduce((sum, one) => sum + one, 0) / 3 - scores![0]!) < 1e-12);
    const places = [...answers[0]!.places].sort((a, b) => a - b);
    assert.deepEqual(places, [...Array(60).keys()], 'every training picture is validated once');
  });

  test("a queue's address appears in no process list, no message and no file", async () => {
    const queued = join(folder, 'queued');
    let seen = '';
    const child = lab([...SMALL, '--trials', '1', '--out', queued, '--queue', 'redis://:geheim4711@127.0.0.1:9/0']);
    const looking = setInterval(() => {
      const all = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
      seen = all
        .split('\n')
        .filter((line) => line.includes('signs-lab'))
        .join('\n');
    }, 100);
    const { status, stderr, stdout } = await child.finally(() => clearInterval(looking));
    assert.equal(status, 1);
    assert.match(seen, /signs-lab/);
    assert.match(stderr, /127\.0\.0\.1:9/);
    assert.ok(!`${seen}${stderr}${stdout}`.includes('geheim4711'), `${seen}${stderr}`);
    assert.ok(!existsSync(join(queued, 'sweep.sqlite')), 'nothing blocks the next try');
  });
});
