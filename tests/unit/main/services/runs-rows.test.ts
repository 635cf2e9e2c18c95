/** Runs in `lab.sqlite`: places in the queue, cutting and filling epochs, thousands of both. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { DatasetSummary } from '../../../../main/ipc/schemas/dataset.ts';
import { courseRun } from '../../../../main/services/runs/ordering.ts';
import { type Epoch, NO_PROGRESS, type RunRows, runRows } from '../../../../main/services/runs/run-rows.ts';
import { type Database, openDatabase } from '../../../../main/storage/database.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const folder = temporaryFolder({ after });
const databases: Database[] = [];
after(() => {
  for (const db of databases) db.close();
});

function fresh(): { db: Database; rows: RunRows } {
  const db = openDatabase(join(folder, `${databases.length}.lab`, 'lab.sqlite'));
  databases.push(db);
  return { db, rows: runRows(db) };
}

const dataset = { id: 1, classes: ['0', '1', '2', '3', '4', '5'] } as unknown as DatasetSummary;
const settings = courseRun(dataset, 100, 0);
const add = (rows: RunRows, name = 'Run') =>
  rows.add({ name, settings, datasetName: 'Signs', datasetVersion: 1, parameters: 1286, group: null });
const epochs = (from: number, accuracies: readonly (number | undefined)[]): Epoch[] =>
  accuracies.map((accuracy, k) => {
    const measured = accuracy === undefined ? {} : { trainAccuracy: accuracy, validationAccuracy: accuracy };
    return { epoch: from + k, cost: 2 - (from + k) / 8, seconds: 0.5, learningRate: 0.009, ...measured };
  });
const placesOf = (rows: RunRows) =>
  Object.fromEntries(rows.waiting().map(({ id, state }) => [id, state.kind === 'queued' && state.place]));

describe('the queue', () => {
  test('numbers the queued runs, whichever are added, removed or moved', () => {
    const { rows } = fresh();
    const [a, b, c] = [add(rows), add(rows), add(rows)];
    assert.deepEqual(placesOf(rows), { [a]: 1, [b]: 2, [c]: 3 });
    rows.setState(b, { kind: 'paused' });
    assert.deepEqual(placesOf(rows), { [a]: 1, [c]: 2 });
    rows.setState(b, { kind: 'queued', place: 1 });
    rows.order([b, c, a]);
    assert.deepEqual(placesOf(rows), { [b]: 1, [c]: 2, [a]: 3 });
    rows.setRemoved(c, true);
    assert.deepEqual(rows.get(a).state, { kind: 'queued', place: 2 });
    assert.deepEqual(
      rows.list(0, 10).runs.map(({ id }) => id),
      [b, a],
    );
  });

  test('removed runs are not found, and are swept once', () => {
    const { rows } = fresh();
    const [a, b] = [add(rows), add(rows)];
    rows.setRemoved(a, true);
    assert.throws(() => rows.get(a), { name: 'HostError', message: /no run/ });
    assert.deepEqual(rows.sweep(), [a]);
    assert.deepEqual(rows.sweep(), []);
    assert.equal(rows.list(0, 10).total, 1);
    assert.equal(rows.get(b).name, 'Run');
  });
});

describe('epochs', () => {
  test('are summarised in the list; what was not measured stays null', () => {
    const { rows } = fresh();
    const id = add(rows);
    const { group: _, ...asAdded } = rows.get(id);
    assert.deepEqual({ ...asAdded, ...NO_PROGRESS }, asAdded);
    rows.putEpochs(id, epochs(0, [undefined, 0.25, 0.5, 0.5, undefined]));
    const { cost, trainAccuracy, validationAccuracy, best, seconds, epochs: count } = rows.get(id);
    assert.deepEqual([count, cost, seconds], [5, 1.5, 2.5]);
    assert.deepEqual([trainAccuracy, validationAccuracy], [0.5, 0.5], 'the last measured value');
    assert.deepEqual(best, { epoch: 2, validationAccuracy: 0.5 }, 'the first of equals');
    assert.deepEqual(rows.epochs(id, 1).validationAccuracy, [0.25, 0.5, 0.5, null]);
  });

  test('after a checkpoint are dropped and replaced by retrained ones', () => {
    const { rows } = fresh();
    const id = add(rows);
    rows.putEpochs(id, epochs(0, [0.1, 0.2, 0.9, 0.3]));
    rows.putEpochs(id, [], 2);
    assert.deepEqual([rows.get(id).epochs, rows.get(id).best?.epoch], [2, 1]);
    rows.putEpochs(id, epochs(2, [0.4]), 2);
    assert.deepEqual(rows.epochs(id, 0).validationAccuracy, [0.1, 0.2, 0.4]);
  });

  test('are all written, or none of them', () => {
    const { rows } = fresh();
    const id = add(rows);
    const broken = { ...epochs(1, [0.1])[0]!, cost: null } as unknown as Epoch;
    assert.throws(() => rows.putEpochs(id, [...epochs(0, [0.1]), broken]), /NOT NULL/);
    assert.deepEqual(rows.epochs(id, 0).cost, []);
    assert.equal(rows.get(id).epochs, 0);
  });
});

test('a page of thousands of runs and the last of thousands of epochs can be read', () => {
  const { db, rows } = fresh();
  db.transaction(() => {
    for (let k = 0; k < 5000; k++) {
      const id = add(rows, `Run ${k}`);
      if (k < 4800) rows.setState(id, { kind: 'paused' });
    }
  });
  rows.putEpochs(1, epochs(0, Array(10_000).fill(0.5)));
  const { total, runs } = rows.list(0, 200);
  assert.deepEqual([total, runs.length, runs[0]?.name], [5000, 200, 'Run 4999']);
  assert.deepEqual(runs[0]?.state, { kind: 'queued', place: 200 });
  assert.deepEqual([rows.list(4500, 200).runs[0]?.name, rows.waiting().length], ['Run 499', 200]);
  assert.equal(rows.putEpochs(1, epochs(10_000, [0.5])).epochs, 10_001);
  assert.equal(rows.epochs(1, 9_000).cost.length, 1_001);
});
