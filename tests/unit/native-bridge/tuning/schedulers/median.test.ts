import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schedulerOf } from '../../../../../native-bridge/tuning/schedulers/index.ts';
import { SchedulerSettings } from '../../../../../native-bridge/tuning/schedulers/settings.ts';
import { simulate } from './simulated-sweep.ts';

const RULE = { kind: 'median', warmupTrials: 3, warmupEpochs: 0, every: 2 } as const;

/** Complete trials whose running averages after 2 epochs are 0.2, 0.4 and 0.6. */
function withThreeComplete() {
  const scheduler = schedulerOf(RULE, 4);
  for (const [trial, level] of [0.1, 0.3, 0.5].entries()) {
    const curve = [level, level + 0.2, level + 0.3, level + 0.3];
    scheduler.started(trial, 2);
    assert.equal(scheduler.report(trial, 2, curve.slice(0, 2)), 'waiting');
    assert.deepEqual(scheduler.next(true), { kind: 'continue', trial, until: 4 });
    assert.equal(scheduler.report(trial, 4, curve), 'complete');
  }
  return scheduler;
}

test("a trial stops if its best score is below the median of the complete trials' running averages", () => {
  const scheduler = withThreeComplete();
  const verdicts = [
    [0.39, 0.1],
    [0.1, 0.41],
    [0.41, 0.1],
    [0.4, 0.4], // equal to the median is not worse
  ].map((curve, i) => {
    scheduler.started(3 + i, 2);
    return scheduler.report(3 + i, 2, curve);
  });
  assert.deepEqual(verdicts, ['pruned', 'waiting', 'waiting', 'waiting']);
});

test('pruned and failed trials do not count towards the median', () => {
  const scheduler = withThreeComplete();
  for (const trial of [3, 4, 5, 6]) {
    scheduler.started(trial, 2);
    if (trial < 5) scheduler.report(trial, 2, [0, 0]);
    else scheduler.failed(trial);
  }
  scheduler.started(7, 2);
  assert.equal(scheduler.report(7, 2, [0.39, 0.39]), 'pruned');
});

test('nothing stops before the warm-up', () => {
  const few = schedulerOf({ ...RULE, warmupTrials: 4 }, 4);
  for (const trial of [0, 1, 2]) {
    few.started(trial, 2);
    few.report(trial, 2, [0.5, 0.5]);
    few.next(true);
    few.report(trial, 4, [0.5, 0.5, 0.5, 0.5]);
  }
  few.started(3, 2);
  assert.equal(few.report(3, 2, [0, 0]), 'waiting');
  assert.deepEqual(schedulerOf({ ...RULE, warmupEpochs: 7 }, 20).next(true), { kind: 'start', until: 7 });
});

test('decisions are frequent: by default after every twentieth of the epochs, and bad trials really stop', () => {
  const scheduler = schedulerOf(SchedulerSettings.parse({ kind: 'median' }), 100);
  assert.deepEqual(scheduler.next(true), { kind: 'start', until: 5 });
  assert.deepEqual(schedulerOf(SchedulerSettings.parse({ kind: 'median' }), 7).next(true), { kind: 'start', until: 1 });
  const { ends, epochs } = simulate(schedulerOf(SchedulerSettings.parse({ kind: 'median' }), 100), {
    ...{ trials: 40, epochs: 100, workers: 2 },
    curve: (trial) => new Array(100).fill(trial < 6 ? 0.5 : trial % 2),
  });
  const pruned = [...ends].filter(([, end]) => end === 'pruned');
  assert.deepEqual(
    pruned.map(([trial]) => trial),
    [...Array(34).keys()].map((i) => i + 6).filter((t) => t % 2 === 0),
  );
  assert.ok(pruned.every(([trial]) => epochs.get(trial) === 5));
});

test('a restored trial counts as far as its curve goes', () => {
  const scheduler = schedulerOf({ ...RULE, warmupTrials: 2 }, 6);
  scheduler.restore([
    { trial: 0, state: 'complete', curve: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5] },
    { trial: 1, state: 'complete', curve: [0.5, 0.5] },
    { trial: 2, state: 'waiting', curve: [0.1] },
  ]);
  assert.deepEqual(scheduler.next(true), { kind: 'continue', trial: 2, until: 3 });
  assert.equal(scheduler.report(2, 3, [0.1, 0.1, 0.1]), 'waiting'); // only one trial has a third epoch
  scheduler.started(3, 2);
  assert.equal(scheduler.report(3, 2, [0.1, 0.1]), 'pruned');
});

test('none: one piece of all epochs', () => {
  const { pieces } = simulate(schedulerOf({ kind: 'none' }, 30), {
    ...{ trials: 3, epochs: 30, workers: 1, curve: () => [] },
  });
  assert.deepEqual(pieces, ['0:0-30', '1:0-30', '2:0-30']);
});
