import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelSummary } from '../../../../../main/ipc/schemas/model.ts';
import {
  chosenSides,
  distinctNames,
  keyOf,
  queryOf,
  sidesOf,
} from '../../../../../renderer/features/evaluation/sides.ts';
import { doneRun, run } from './runs.ts';

function model(id: number, origin: ModelSummary['origin']): ModelSummary {
  return { id, name: `model ${id}`, createdAt: 0, origin, labels: [], bytes: 0, sha256: '', card: null, parity: null };
}
const sides = sidesOf({
  runs: [run(3), doneRun(1, 0.9, 0.8)],
  models: [model(7, { kind: 'file', file: 'x.onnx' }), model(1, { kind: 'run', run: 1, runName: 'run 1' })],
});
const chosen = (query: string) => chosenSides(sides, new URLSearchParams(query)).map((side) => side && keyOf(side));

test('offers every run, and every model that belongs to none of them', () => {
  assert.deepEqual(sides.map(keyOf), ['r3', 'r1', 'm7']);
  assert.deepEqual(
    sides.map(({ model }) => model?.id ?? null),
    [null, 1, 7],
  );
});

test('equal names are distinguished by their numbers', () => {
  const list = [
    { id: 1, name: 'course' },
    { id: 2, name: 'lenet' },
    { id: 3, name: 'course' },
  ];
  assert.deepEqual(distinctNames(list, 'run'), ['course (run 1)', 'lenet', 'course (run 3)']);
});

test('the route names two runs, two models, or one of each', () => {
  assert.deepEqual(chosen('runs=1,3'), ['r1', 'r3']);
  assert.deepEqual(chosen('a=7&b=1'), ['m7', 'r1']);
  assert.deepEqual(chosen('a=1'), ['r1', null]);
  assert.deepEqual(chosen('runs=1,99'), ['r1', null]);
  assert.deepEqual(chosen(''), [null, null]);
});

test('the choice is kept in the route and restored from it', () => {
  for (const pair of [
    [0, 1],
    [2, 1],
    [1, 2],
    [null, 0],
  ] as const) {
    const [a, b] = pair.map((at) => (at === null ? null : sides[at]!)) as [(typeof sides)[0] | null, (typeof sides)[0]];
    const entries = Object.entries(queryOf([a, b])).filter(([, value]) => value !== null);
    assert.deepEqual(chosenSides(sides, new URLSearchParams(entries as [string, string][])), [a, b]);
  }
});
