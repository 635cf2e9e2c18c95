import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ArgumentError } from '../../../../../native-bridge/training/training-error.ts';
import type { Scheduler } from '../../../../../native-bridge/tuning/scheduler.ts';
import { schedulerOf } from '../../../../../native-bridge/tuning/schedulers/index.ts';
import { rungEpochs } from '../../../../../native-bridge/tuning/schedulers/rungs.ts';
import { randomOf, simulate } from './simulated-sweep.ts';

const ASHA = { kind: 'asha', eta: 4, minEpochs: 1 } as const;
const HYPERBAND = { kind: 'hyperband', eta: 4, minEpochs: 1 } as const;

/** A trial whose score is the same after every epoch. */
function flat(score: number, epochs: number): number[] {
  return new Array(epochs).fill(score);
}

/** Runs a new trial through its first piece. */
function first(scheduler: Scheduler, trial: number, score: number, rung: number): void {
  scheduler.started(trial, rung);
  assert.equal(scheduler.report(trial, rung, flat(score, rung)), 'waiting');
}

test('rungs are a geometric series that ends at all epochs', () => {
  assert.deepEqual(rungEpochs(100, 1, 4), [2, 6, 25, 100]);
  assert.deepEqual(rungEpochs(81, 1, 3), [1, 3, 9, 27, 81]); // the example of Li et al. 2018
  assert.deepEqual(rungEpochs(100, 6, 4), [6, 25, 100]); // 6.25 rounds up to 6 or more
  assert.deepEqual(rungEpochs(100, 7, 4), [25, 100]);
  assert.deepEqual(rungEpochs(3, 1, 4), [3]);
  assert.deepEqual(rungEpochs(1, 1, 2), [1]);
  assert.throws(() => rungEpochs(10, 11, 4), ArgumentError);
});

test('a trial is promoted as soon as it is in the top quarter of its rung, and continues from its epochs', () => {
  const scheduler = schedulerOf(ASHA, 100);
  for (const [trial, score] of [0.5, 0.7, 0.6].entries()) {
    assert.deepEqual(scheduler.next(true), { kind: 'start', until: 2 });
    first(scheduler, trial, score, 2);
  }
  assert.deepEqual(scheduler.next(true), { kind: 'start', until: 2 });
  first(scheduler, 3, 0.4, 2);
  assert.deepEqual(scheduler.next(true), { kind: 'continue', trial: 1, until: 6 });
  // One of four is promoted already: no second one, and not the same one again.
  assert.deepEqual(scheduler.next(true), { kind: 'start', until: 2 });
  // A better fifth result takes the one place; trial 1 is promoted already and stays so.
  first(scheduler, 4, 0.9, 2);
  assert.deepEqual(scheduler.next(true), { kind: 'continue', trial: 4, until: 6 });
});

test('the highest rung is checked first', () => {
  const scheduler = schedulerOf({ kind: 'asha', eta: 2, minEpochs: 1 }, 4);
  for (const trial of [0, 1, 2, 3]) first(scheduler, trial, trial, 1);
  assert.deepEqual(scheduler.next(true), { kind: 'continue', trial: 3, until: 2 });
  assert.deepEqual(scheduler.next(true), { kind: 'continue', trial: 2, until: 2 });
  scheduler.report(3, 2, flat(3, 2));
  scheduler.report(2, 2, flat(2, 2));
  for (const trial of [4, 5]) first(scheduler, trial, trial, 1);
  assert.deepEqual(scheduler.next(true), { kind: 'continue', trial: 3, until: 4 });
  assert.deepEqual(scheduler.next(true), { kind: 'continue', trial: 5, until: 2 });
});

test('of equal scores the lower trial number is promoted, whichever came first', () => {
  const scheduler = schedulerOf(ASHA, 100);
  for (const trial of [0, 1, 2, 3]) scheduler.started(trial, 2);
  for (const trial of [3, 1, 2, 0]) scheduler.report(trial, 2, flat(0.5, 2));
  assert.deepEqual(scheduler.next(true), { kind: 'continue', trial: 0, until: 6 });
});

test('a failed trial yields its place to the next best', () => {
  const scheduler = schedulerOf({ kind: 'asha', eta: 2, minEpochs: 1 }, 8);
  for (const [trial, score] of [0.9, 0.8, 0.1, 0.2, 0.3].entries()) first(scheduler, trial, score, 1);
  assert.deepEqual(scheduler.next(true), { kind: 'continue', trial: 0, until: 2 });
  scheduler.failed(0);
  assert.deepEqual(scheduler.next(true), { kind: 'continue', trial: 1, until: 2 });
  assert.deepEqual(scheduler.next(true), { kind: 'continue', trial: 4, until: 2 });
  assert.deepEqual(scheduler.next(true), { kind: 'start', until: 1 });
});

test('three trials are too few for a promotion: at the end only the best one continues until it is complete', () => {
  const scores = [0.2, 0.8, 0.5];
  const { ends, pieces } = simulate(schedulerOf(ASHA, 100), {
    ...{ trials: 3, epochs: 100, workers: 2 },
    curve: (trial) => flat(scores[trial]!, 100),
  });
  assert.deepEqual(
    [...ends],
    [
      [1, 'complete'],
      [0, 'pruned'],
      [2, 'pruned'],
    ],
  );
  assert.deepEqual(pieces.slice(3), ['1:2-6', '1:6-25', '1:25-100']);
});

test('calls out of order are errors', () => {
  const scheduler = schedulerOf(ASHA, 100);
  scheduler.started(0, 2);
  assert.throws(() => scheduler.started(0, 2), /started before/);
  assert.throws(() => scheduler.started(1, 3), /starts with 3/);
  assert.throws(() => scheduler.report(7, 2, []), /Trial 7 is not in progress/);
  scheduler.report(0, 2, [1, 2]);
  assert.throws(() => scheduler.report(0, 2, [1, 2]), /stopped at 6/);
});

/** Rises from chance to its own level at its own pace, as accuracies do, with the noise of a few pictures. */
function learningCurve(trial: number, epochs: number): number[] {
  const random = randomOf(trial + 1);
  const [level, pace] = [0.3 + 0.65 * random(), 2 + 18 * random()];
  const noise = () => 0.05 * (random() + random() - 1);
  return Array.from({ length: epochs }, (_, e) => 1 / 6 + (level - 1 / 6) * (1 - Math.exp(-(e + 1) / pace)) + noise());
}

for (const workers of [1, 2, 16]) {
  test(`256 trials of up to 100 epochs under ASHA take less than an eighth of all epochs, ${workers} at once`, () => {
    const { ends, spent } = simulate(schedulerOf(ASHA, 100), {
      ...{ trials: 256, epochs: 100, workers, curve: (trial) => learningCurve(trial, 100) },
    });
    assert.ok(spent < (256 * 100) / 8, `${spent} epochs`);
    const finals = [...Array(256).keys()].map((trial) => learningCurve(trial, 100)[99]!);
    const complete = [...ends].filter(([, end]) => end === 'complete').map(([trial]) => finals[trial]!);
    assert.ok(complete.length >= 4 && complete.length <= 16, `${complete.length} complete`);
    assert.ok(Math.max(...complete) > Math.max(...finals) - 0.03, `${Math.max(...complete)}, ${Math.max(...finals)}`);
  });
}

test("Hyperband spreads new trials over its brackets in the paper's proportions", () => {
  const scheduler = schedulerOf({ kind: 'hyperband', eta: 3, minEpochs: 1 }, 81);
  const counts = new Map<number, number>();
  const round = 81 + 34 + 15 + 8 + 5; // Li et al. 2018, table 1, for R = 81 and eta = 3
  for (let trial = 0; trial < round; trial++) {
    const move = scheduler.next(true);
    assert.ok(move.kind === 'start');
    scheduler.started(trial, move.until);
    counts.set(move.until, (counts.get(move.until) ?? 0) + 1);
  }
  assert.deepEqual(
    [...counts].sort(([a], [b]) => a - b),
    [
      [1, 81],
      [3, 34],
      [9, 15],
      [27, 8],
      [81, 5],
    ],
  );
});

test('each bracket of Hyperband promotes separately, and the last one trains all epochs at once', () => {
  const { ends, epochs } = simulate(schedulerOf(HYPERBAND, 100), {
    ...{ trials: 196, epochs: 100, workers: 4, curve: (trial) => learningCurve(trial, 100) },
  });
  const complete = [...ends.values()].filter((end) => end === 'complete').length;
  assert.ok(complete >= 14 && complete <= 30, `${complete}`);
  assert.deepEqual(
    [...new Set(epochs.values())].sort((a, b) => a - b),
    [2, 6, 25, 100],
  );
});
