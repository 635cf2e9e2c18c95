/** Sweeps and their trials in `lab.sqlite`: a report is stored completely or not at all; thousands of epochs. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type SweepRows, sweepRows } from '../../../../main/services/sweeps/sweep-rows.ts';
import { type TrialRows, trialRows } from '../../../../main/services/sweeps/trial-rows.ts';
import { type Database, openDatabase } from '../../../../main/storage/database.ts';
import type { ValidationPictures } from '../../../../native-bridge/host/sweep-messages.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { exampleEpochs, examplePlan, exampleTrial, NOTHING } from './sweeps-example.ts';

const folder = temporaryFolder({ after });
const databases: Database[] = [];
after(() => {
  for (const db of databases) db.close();
});

function fresh(): { db: Database; rows: SweepRows; trials: TrialRows; sweep: number } {
  const db = openDatabase(join(folder, `${databases.length}.lab`, 'lab.sqlite'));
  databases.push(db);
  const rows = sweepRows(db);
  return { db, rows, trials: trialRows(db), sweep: add(rows) };
}

const add = (rows: SweepRows, name = 'Sweep') => {
  const pictures = { kind: 'dataset', dataset: 1, version: 2, name: 'Signs' } as const;
  return rows.add({ name, plan: examplePlan(), pictures, classes: ['0', '1'], continues: null });
};

const judged = (number: number, places: number[]): ValidationPictures => ({
  ...{ number, split: 'train', places: Int32Array.from(places), labels: Int32Array.from(places, (at) => at % 2) },
});

describe('sweeps', () => {
  test('queued by an earlier version can be read, although the field for what they wait for had another name', () => {
    const { db, rows, sweep } = fresh();
    const state = JSON.stringify({ kind: 'queued', place: 1, behind: null, finishing: false });
    db.sql.prepare('UPDATE sweeps SET state = ? WHERE id = ?').run(state, sweep);
    assert.deepEqual(rows.get(sweep).state, { kind: 'queued', place: 1, waitsFor: null, finishing: false });
  });

  test('are read as added; a queued one has a place, a removed one is not found and is deleted once', () => {
    const { rows, sweep } = fresh();
    const second = add(rows, 'Second');
    const { state, plan, pictures, classes, backend } = rows.get(second);
    assert.deepEqual(state, { kind: 'queued', place: 2, waitsFor: null, finishing: false });
    assert.deepEqual(plan, examplePlan());
    assert.deepEqual(pictures, { kind: 'dataset', dataset: 1, version: 2, name: 'Signs' });
    assert.deepEqual([classes, backend], [['0', '1'], null]);
    rows.setState(sweep, { kind: 'paused' });
    assert.deepEqual(
      rows.waiting().map(({ id, state }) => [id, state.kind === 'queued' && state.place]),
      [[second, 1]],
    );
    rows.setRemoved(second, true);
    assert.throws(() => rows.get(second), { name: 'HostError', message: /no sweep/ });
    assert.deepEqual([rows.sweepRemoved(), rows.sweepRemoved()], [[second], []]);
  });

  test('that were running when the lab died are found', () => {
    const { rows, sweep } = fresh();
    assert.deepEqual(rows.interrupted(), []);
    rows.setState(sweep, { kind: 'running', since: 1, phase: 'trials', step: null });
    assert.deepEqual(
      rows.interrupted().map(({ id }) => id),
      [sweep],
    );
  });
});

describe('a report', () => {
  test('is stored completely: trials, epochs, pieces, answers, fresh scores, the time', () => {
    const { rows, trials, sweep } = fresh();
    const trial = exampleTrial(0, { reason: 'because', scores: [0.5, null] });
    const piece = { trial: 0, worker: 'this machine', lane: 1, from: 0, until: 4, beganAt: 1.5, endedAt: 2.25 };
    const report = {
      ...{ trials: [trial], epochs: exampleEpochs(0, 0, 4), pieces: [piece], pictures: [judged(9, [5, 3])] },
      answers: [{ trial: 0, pictures: 9, predicted: Uint16Array.of(1, 300) }],
      fresh: [{ trial: 0, seed: 1003, score: 0.25 }],
    };
    trials.store(sweep, report, new Map(), 12.5);
    assert.deepEqual(trials.list(sweep), [trial]);
    assert.deepEqual(trials.curves.list(sweep), report.epochs);
    assert.deepEqual(trials.pieces(sweep), [piece]);
    assert.deepEqual(trials.fresh(sweep), report.fresh);
    assert.equal(rows.get(sweep).elapsed, 12.5);
    const { split, places, labels, predicted } = trials.answers.get(sweep, 0)!;
    assert.deepEqual([split, [...places], [...labels], [...predicted]], ['train', [5, 3], [1, 1], [1, 300]]);
    assert.equal(trials.answers.get(sweep, 1), null);
  });

  test('that cannot be stored completely leaves nothing', () => {
    const { rows, trials, sweep } = fresh();
    const answers = [{ trial: 0, pictures: 4, predicted: Uint16Array.of(1) }];
    const report = { ...NOTHING, trials: [exampleTrial(0)], epochs: exampleEpochs(0, 0, 2), answers };
    assert.throws(() => trials.store(sweep, report, new Map(), 3), /pictures 4, which were never reported/);
    assert.deepEqual([trials.list(sweep), trials.curves.list(sweep), rows.get(sweep).elapsed], [[], [], 0]);
  });

  test('about an existing trial replaces it, but keeps its curve', () => {
    const { trials, sweep } = fresh();
    const running = exampleTrial(0, { state: 'running', scores: null, interval: null, bestEpoch: null, epochs: 2 });
    trials.store(sweep, { ...NOTHING, trials: [running], epochs: exampleEpochs(0, 0, 2) }, new Map(), 1);
    trials.store(sweep, { ...NOTHING, trials: [exampleTrial(0)], epochs: exampleEpochs(0, 2, 4) }, new Map(), 2);
    assert.deepEqual(trials.list(sweep), [exampleTrial(0)]);
    assert.deepEqual(trials.curves.list(sweep), exampleEpochs(0, 0, 4));
  });

  test('from a host that numbers the same pictures differently stores them once', () => {
    const { db, trials, sweep } = fresh();
    trials.put(sweep, [exampleTrial(0), exampleTrial(1)]);
    const answer = (trial: number, pictures: number) => [{ trial, pictures, predicted: Uint16Array.of(trial, 0) }];
    const [first, second] = [new Map<number, number>(), new Map<number, number>()];
    trials.store(sweep, { ...NOTHING, pictures: [judged(3, [1, 2])], answers: answer(0, 3) }, first, 1);
    const other = [judged(0, [8, 9]), judged(1, [1, 2])];
    trials.store(sweep, { ...NOTHING, pictures: other, answers: answer(1, 1) }, second, 2);
    assert.deepEqual([...trials.answers.get(sweep, 1)!.places], [1, 2]);
    assert.equal(db.sql.prepare('SELECT count(*) AS n FROM sweep_pictures').get()?.n, 2);
  });
});

describe('curves', () => {
  test('of hundreds of epochs are read as reported, whatever the pieces; later epochs can be cut off', () => {
    const { trials, sweep } = fresh();
    trials.put(sweep, [exampleTrial(0), exampleTrial(1)]);
    const report = (from: number, until: number) => ({ ...NOTHING, epochs: exampleEpochs(1, from, until) });
    for (const [from, until] of [
      [0, 3],
      [3, 300],
      [290, 700],
    ] as const) {
      trials.store(sweep, report(from, until), new Map(), 1);
    }
    assert.deepEqual(trials.curves.list(sweep), exampleEpochs(1, 0, 700));
    assert.deepEqual(trials.curves.list(sweep, 0), []);
    for (const whole of [512, 511, 256, 100, 0]) {
      trials.curves.cut(sweep, 1, whole);
      assert.deepEqual(trials.curves.list(sweep, 1), exampleEpochs(1, 0, whole));
    }
  });

  test('are the same as columns; an epoch that was not reported is in neither', () => {
    const { trials, sweep } = fresh();
    trials.put(sweep, [exampleTrial(0), exampleTrial(1)]);
    const epochs = [...exampleEpochs(0, 0, 2), ...exampleEpochs(1, 255, 258), ...exampleEpochs(1, 260, 262)];
    trials.store(sweep, { ...NOTHING, epochs }, new Map(), 1);
    assert.deepEqual(trials.curves.list(sweep), epochs);
    const { trial, epoch, ...figures } = trials.curves.columns(sweep);
    assert.deepEqual(
      [...trial],
      epochs.map((one) => one.trial),
    );
    assert.deepEqual(
      [...epoch],
      epochs.map((one) => one.epoch),
    );
    for (const [name, column] of Object.entries(figures)) {
      assert.deepEqual(
        column,
        Float32Array.from(epochs, (one) => one[name as 'cost']),
        name,
      );
    }
  });

  test('of 1 000 trials with 100 epochs are all read', () => {
    const { trials, sweep } = fresh();
    const numbers = [...Array(1000).keys()];
    trials.put(
      sweep,
      numbers.map((number) => exampleTrial(number)),
    );
    const epochs = numbers.flatMap((number) => exampleEpochs(number, 0, 100));
    trials.store(sweep, { ...NOTHING, epochs }, new Map(), 1);
    assert.equal(trials.curves.columns(sweep).cost.length, 100_000);
    assert.equal(trials.list(sweep).length, 1000);
  });
});

describe('the best trial', () => {
  const put = (
    trials: TrialRows,
    sweep: number,
    scores: readonly [score: number | null, epochs: number, done: boolean][],
  ) =>
    trials.put(
      sweep,
      scores.map(([score, epochs, done], number) =>
        exampleTrial(number, { scores: score === null ? null : [score], epochs, state: done ? 'complete' : 'pruned' }),
      ),
    );

  test('is a completed one; of equal ones the first; lower losses are better', () => {
    const { trials, sweep } = fresh();
    assert.equal(trials.best(sweep, 'maximize'), null);
    put(trials, sweep, [
      [0.9, 2, false],
      [0.5, 4, true],
      [0.7, 4, true],
      [0.7, 4, true],
      [null, 1, true],
    ]);
    assert.equal(trials.best(sweep, 'maximize')?.number, 2);
    assert.equal(trials.best(sweep, 'minimize')?.number, 1);
  });

  test('has the most epochs while none is complete', () => {
    const { trials, sweep } = fresh();
    put(trials, sweep, [
      [0.9, 1, false],
      [0.5, 3, false],
      [0.6, 3, false],
    ]);
    const interval = { low: 0.25, high: 0.75 };
    assert.deepEqual(trials.best(sweep, 'maximize'), { number: 2, scores: [0.6], interval });
  });

  test('comes with sums over all trials', () => {
    const { trials, sweep } = fresh();
    put(trials, sweep, [
      [0.9, 2, false],
      [0.5, 4, true],
      [null, 0, true],
    ]);
    const { counts, epochs, seconds } = trials.totals(sweep);
    assert.deepEqual([counts.pruned, counts.complete, counts.running, epochs, seconds], [1, 2, 0, 6, 1.5]);
  });
});

test('removed runs are not listed with a sweep', () => {
  const { db, rows, trials, sweep } = fresh();
  trials.put(sweep, [exampleTrial(0)]);
  const addRun = db.sql.prepare(`
    INSERT INTO runs (name, created_at, settings, dataset, dataset_name, dataset_version, parameters, state, progress)
    VALUES ('Run', 1, '{}', 1, 'Signs', 1, 1, '{}', '{}')`);
  const [kept, gone] = [Number(addRun.run().lastInsertRowid), Number(addRun.run().lastInsertRowid)];
  rows.addRun(sweep, 0, kept);
  rows.addRun(sweep, 0, gone);
  db.sql.exec(`UPDATE runs SET removed = 1 WHERE id = ${gone}`);
  assert.deepEqual(rows.runs(sweep), [{ trial: 0, run: kept }]);
});
