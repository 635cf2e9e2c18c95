import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterEvent, bandOf, bandWords, progressOf } from '../../../../../renderer/features/evaluation/reproduction.ts';
import { doneRun, run } from './runs.ts';

const runs = [doneRun(1, 0.9, 0.75), doneRun(2, 0.95, 0.7), doneRun(3, 0.92, 0.9), doneRun(4, 0.93, 0.8), run(5)];

test('the band is computed from the finished runs', () => {
  const { values, spread, published } = bandOf(runs, 'test');
  assert.deepEqual(
    values.map(({ value }) => value),
    [0.75, 0.7, 0.9, 0.8],
  );
  // numpy 2.1: quantile([.75, .7, .9, .8], [0, .25, .5, .75, 1]) = [0.7, 0.7375, 0.775, 0.825, 0.9]
  const rounded = Object.values(spread ?? {}).map((value) => Number(value.toFixed(12)));
  assert.deepEqual(rounded, [0.7, 0.7375, 0.775, 0.825, 0.9]);
  assert.equal(published, 0.783333);
  assert.deepEqual(bandOf([doneRun(1, 0.9, null)], 'test').values, []);
});

test('says whether the published numbers are inside the band', () => {
  assert.equal(
    bandWords(bandOf(runs, 'test')),
    'The published test accuracy, 78.3 %, is inside the band of 4 runs (70.0 % to 90.0 %, median 77.5 %).',
  );
  const poor = [doneRun(1, 0.8, 0.8), doneRun(2, 0.9, 0.9)];
  assert.match(bandWords(bandOf(poor, 'train')), /train accuracy, 94\.1 %, is above the band of 2 runs/);
  assert.match(bandWords(bandOf(poor, 'test')), /is below the band/);
  assert.match(bandWords(bandOf([doneRun(1, 0.9, 0.8)], 'train')), /; one run reached 90\.0 %/);
  assert.match(bandWords(bandOf([run(1)], 'train')), /no run has finished yet/);
});

test('progress counts epochs', () => {
  const failed = run(6, {
    epochs: 20,
    state: { kind: 'failed', error: { message: 'x', badArgument: false }, resumable: true },
  });
  assert.deepEqual(progressOf([...runs, failed]), { done: 420, total: 600, ended: 4, failed: 1 });
});

test('events change the groups that they refer to', () => {
  const groups = [{ group: 1, createdAt: 0, datasetName: 'signs', runs: [run(1), run(2)] }];
  const done = doneRun(2, 0.9, 0.8);
  assert.deepEqual(afterEvent(groups, { kind: 'changed', run: done })[0]?.runs, [run(1), done]);
  assert.deepEqual(afterEvent(groups, { kind: 'removed', run: 1 })[0]?.runs, [run(2)]);
  const columns = {
    from: 4,
    cost: [1, 1],
    seconds: [],
    learningRate: [],
    trainAccuracy: [],
    duringAccuracy: [],
    validationCost: [],
    validationAccuracy: [],
  };
  const pace = { imagesPerSecond: 1, secondsLeft: null, memory: { host: 0, main: 0 } };
  assert.equal(afterEvent(groups, { kind: 'epochs', run: 1, columns, pace })[0]?.runs[0]?.epochs, 6);
  assert.equal(afterEvent(groups, { kind: 'removed', run: 9 }), groups);
});
