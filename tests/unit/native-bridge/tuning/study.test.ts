import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialise } from '../../../../native-bridge/convnet/initialisers.ts';
import { parseSpace } from '../../../../native-bridge/tuning/parse-space.ts';
import { SweepPlan } from '../../../../native-bridge/tuning/plan.ts';
import { samplerOf } from '../../../../native-bridge/tuning/sampler-of.ts';
import { schedulerOf } from '../../../../native-bridge/tuning/schedulers/index.ts';
import { Study } from '../../../../native-bridge/tuning/study.ts';
import type { Trial } from '../../../../native-bridge/tuning/trial.ts';
import type { WorkEpoch, WorkOrder, WorkResult } from '../../../../native-bridge/tuning/work.ts';

const SPACE = {
  learningRate: { kind: 'float', low: 1e-4, high: 0.1, log: true },
  optimizer: { kind: 'choice', choices: ['adam', 'sgd'] },
  momentum: { kind: 'float', low: 0, high: 0.99, when: { name: 'optimizer', values: ['sgd'] } },
};

function planOf(change: Record<string, unknown> = {}): SweepPlan {
  return SweepPlan.parse({
    ...{ preset: 'course', network: null, hyperparameters: {}, space: SPACE, guesses: [], sampler: 'tpe' },
    ...{ scheduler: { kind: 'asha', eta: 3 }, objectives: ['validationAccuracy'], epochs: 27, seeds: 1, folds: 0 },
    ...{ budget: { trials: 40, minutes: null }, validation: 0.2, seed: 3, backend: 'auto', lanes: null },
    ...{ fresh: { best: 0, seeds: 2 }, ...change },
  });
}

function studyOf(plan: SweepPlan): Study {
  const space = parseSpace(plan.space);
  return new Study({
    ...{ plan, classes: 6, judging: 'splitOff', now: () => 1_800_000_000_000 },
    sampler: samplerOf(plan.sampler, space, { seed: plan.seed, gridPoints: plan.gridPoints }),
    scheduler: schedulerOf(plan.scheduler, plan.epochs),
  });
}

/** A curve that rises to a height that depends on the learning rate alone: best at 0.01. */
function curveAt(order: WorkOrder, epoch: number): WorkEpoch {
  const height = 0.95 - 0.1 * Math.abs(Math.log10(order.hyperparameters.learningRate / 0.01));
  const accuracy = height * (1 - Math.exp(-(epoch + 1) / 6));
  return { cost: 2 - accuracy, validationLoss: 1 - accuracy, validationAccuracy: accuracy };
}

/** What a worker would return. */
function resultOf(order: WorkOrder, until = order.until): WorkResult {
  const epochs = Array.from({ length: until - order.from }, (_, i) => curveAt(order, order.from + i));
  const parameters = initialise(order.network, 1);
  const score = epochs.at(-1)!.validationAccuracy;
  const best = { epoch: until - 1, score, parameters, replicates: [score], predicted: new Uint16Array(100) };
  const state = { replicates: [{ parameters, optimizer: { steps: until, slots: {} } }], best };
  return { epochs, state, diverged: null, seconds: 0.1 * epochs.length, kernelSeconds: 0.09 * epochs.length };
}

/** Runs it with at most `lanes` pieces at a time; the oldest ends first. */
function drive(study: Study, lanes: number, seen: WorkOrder[] = [], most = Number.POSITIVE_INFINITY): WorkOrder[] {
  const underWay: WorkOrder[] = [];
  for (;;) {
    const move = underWay.length < lanes && seen.length < most ? study.next() : { kind: 'wait' as const };
    if (move.kind === 'end') return underWay;
    if (move.kind === 'train') {
      underWay.push(move.order);
      seen.push(move.order);
      continue;
    }
    const order = underWay.shift();
    if (!order) return underWay;
    if (seen.length >= most) return [order, ...underWay];
    study.ended(order, resultOf(order));
  }
}

test('the same results in the same order give the same trials', () => {
  const run = () => {
    const study = studyOf(planOf());
    study.guess({ learningRate: 0.009, optimizer: 'adam' }, 'default');
    drive(study, 3);
    study.close();
    return study.trials;
  };
  assert.deepEqual(run(), run());
});

test('no epoch is trained twice, every trial ends once, and the number of trials is as requested', () => {
  for (const scheduler of [
    { kind: 'none' },
    { kind: 'median' },
    { kind: 'asha', eta: 3 },
    { kind: 'hyperband', eta: 3 },
  ]) {
    const study = studyOf(planOf({ scheduler, sampler: 'random' }));
    const orders: WorkOrder[] = [];
    drive(study, 4, orders);
    study.close();
    assert.equal(study.trials.length, 40, scheduler.kind);
    assert.ok(
      study.trials.every(({ state }) => state === 'complete' || state === 'pruned'),
      scheduler.kind,
    );
    assert.ok(
      study.trials.some(({ state }) => state === 'complete'),
      scheduler.kind,
    );
    for (const { number, epochs } of study.trials) {
      const pieces = orders.filter(({ trial }) => trial === number);
      assert.equal(pieces[0]?.from, 0);
      for (const [i, piece] of pieces.entries()) assert.equal(piece.from, pieces[i - 1]?.until ?? 0);
      assert.equal(epochs, pieces.at(-1)?.until);
    }
  }
});

test('early stopping works: median and ASHA train far fewer epochs than all of them', () => {
  const epochsOf = (scheduler: object) => {
    const study = studyOf(planOf({ scheduler, sampler: 'random', budget: { trials: 81, minutes: null } }));
    drive(study, 2);
    return study.trials.reduce((sum, { epochs }) => sum + epochs, 0);
  };
  const all = epochsOf({ kind: 'none' });
  assert.equal(all, 81 * 27);
  assert.ok(epochsOf({ kind: 'median' }) < 0.8 * all);
  assert.ok(epochsOf({ kind: 'asha', eta: 3 }) < 0.25 * all);
});

test('a sweep that is killed at any moment resumes from its snapshots: as many trials, none trained twice', () => {
  for (const killedAfter of [1, 7, 20, 45]) {
    const first = studyOf(planOf());
    first.guess({ learningRate: 0.009, optimizer: 'adam' }, 'default');
    const before: WorkOrder[] = [];
    const lost = drive(first, 3, before, killedAfter);
    const rows = first.takeChanged();
    const curves = new Map(rows.map(({ number }) => [number, [...first.curve(number)]]));
    const second = studyOf(planOf());
    second.restore(rows, curves);
    const after: WorkOrder[] = [];
    drive(second, 3, after);
    second.close();
    assert.equal(second.trials.length, 40);
    assert.ok(second.trials.every(({ state }) => state === 'complete' || state === 'pruned'));
    const done = before.filter((order) => !lost.includes(order));
    for (const { number, epochs } of second.trials) {
      const pieces = [...done, ...after].filter(({ trial }) => trial === number);
      assert.equal(
        pieces.reduce((sum, { from, until }) => sum + until - from, 0),
        epochs,
        `trial ${number}`,
      );
    }
  }
});

test('impossible networks are refused before training, with the layer, are counted and do not use up the budget', () => {
  const space = {
    'layers.4.kernel': { kind: 'int', low: 1, high: 64 },
    'layers.1.stride': { kind: 'choice', choices: [1, 32] },
  };
  const network = {
    ...{ name: 'own', input: [64, 64, 3] },
    layers: [
      ...[
        { kind: 'conv', filters: 4, kernel: 4, padding: 'valid' },
        { kind: 'relu' },
        { kind: 'maxPool', size: 2, stride: 2 },
      ],
      ...[{ kind: 'conv', filters: 4, kernel: 2, padding: 'valid' }, { kind: 'flatten' }, { kind: 'dense', units: 6 }],
    ],
  };
  const plan = planOf({ space, network, preset: 'custom', sampler: 'random', scheduler: { kind: 'none' } });
  const study = studyOf(plan);
  drive(study, 2);
  const impossible = study.trials.filter(({ state }) => state === 'impossible');
  assert.equal(study.trials.filter(({ state }) => state === 'complete').length, 40);
  assert.ok(impossible.length > 5, `${impossible.length} impossible`);
  assert.ok(
    impossible.every(
      ({ reason, epochs, parameters }) => /layer 4/.test(reason!) && epochs === 0 && parameters === null,
    ),
  );
});

test('a space without any possible network ends the sweep with a message', () => {
  const network = {
    ...{ name: 'own', input: [64, 64, 3] },
    layers: [
      { kind: 'conv', filters: 4, kernel: 40, padding: 'valid' },
      { kind: 'conv', filters: 4, kernel: 2, padding: 'valid' },
      { kind: 'flatten' },
      { kind: 'dense', units: 6 },
    ],
  };
  const space = { 'layers.2.kernel': { kind: 'int', low: 30, high: 60 } };
  const study = studyOf(planOf({ space, network, preset: 'custom', sampler: 'random' }));
  assert.throws(() => study.next(), /1000 networks of the space in a row are invalid: .*layer 2/);
});

test('failed, diverged and impossible trials never block the end of a grid', () => {
  const space = {
    learningRate: { kind: 'choice', choices: [0.001, 0.01, 0.1] },
    batchSize: { kind: 'choice', choices: [32, 64] },
  };
  const plan = planOf({ space, sampler: 'grid', scheduler: { kind: 'none' }, budget: { trials: 1000, minutes: null } });
  const study = studyOf(plan);
  for (let i = 0; i < 6; i++) {
    const move = study.next();
    assert.equal(move.kind, 'train');
    if (move.kind !== 'train') continue;
    if (i % 3 === 0) study.failed(move.order, 'no memory');
    else if (i % 3 === 1)
      study.ended(move.order, { ...resultOf(move.order, 2), state: null, diverged: 'The cost became NaN.' });
    else study.ended(move.order, resultOf(move.order));
  }
  assert.equal(study.next().kind, 'end');
  assert.deepEqual(
    study.trials.map(({ state }) => state),
    ['failed', 'diverged', 'complete', 'failed', 'diverged', 'complete'],
  );
  const points = new Set(study.trials.map(({ values }) => JSON.stringify(values)));
  assert.equal(points.size, 6);
});

test('a diverged trial has no score and keeps its epochs, and the sampler continues without it', () => {
  const study = studyOf(planOf({ scheduler: { kind: 'none' } }));
  const move = study.next();
  assert.ok(move.kind === 'train');
  study.ended(move.order, {
    ...resultOf(move.order, 3),
    state: null,
    diverged: 'The cost became Infinity at epoch 3, step 1.',
  });
  const [trial] = study.trials;
  assert.equal(trial?.state, 'diverged');
  assert.equal(trial?.scores, null);
  assert.equal(trial?.epochs, 3);
  assert.match(trial?.reason ?? '', /Infinity/);
  assert.equal(study.next().kind, 'train');
});

test("a person's guesses come first, whatever the budget, and the default before them", () => {
  const study = studyOf(planOf({ budget: { trials: 1, minutes: null }, scheduler: { kind: 'none' } }));
  study.guess({ learningRate: 0.009, optimizer: 'adam' }, 'default');
  study.guess({ learningRate: 0.02, optimizer: 'adam' }, 'guess');
  drive(study, 1);
  study.guess({ learningRate: 0.03, optimizer: 'adam' }, 'guess');
  drive(study, 1);
  assert.deepEqual(
    study.trials.map(({ origin, values }) => [origin, values.learningRate]),
    [
      ['default', 0.009],
      ['guess', 0.02],
      ['guess', 0.03],
    ],
  );
});

test('the sampler knows the trials of an earlier sweep, which use up no budget', () => {
  const earlier = studyOf(planOf({ scheduler: { kind: 'none' } }));
  drive(earlier, 1);
  const rows = earlier.trials.map((trial): Trial => ({ ...trial, origin: 'earlier' }));
  const study = studyOf(planOf({ scheduler: { kind: 'none' }, budget: { trials: 5, minutes: null } }));
  study.restore(rows, new Map());
  drive(study, 1);
  assert.equal(study.trials.length, 45);
  assert.equal(study.trials.filter(({ origin }) => origin === 'sampler').length, 5);
});

test('a larger budget continues with new trial numbers; finished trials stay unchanged', () => {
  const study = studyOf(
    planOf({ budget: { trials: 10, minutes: null }, scheduler: { kind: 'none' }, sampler: 'random' }),
  );
  drive(study, 2);
  const before = [...study.trials];
  study.allow(16);
  drive(study, 2);
  assert.deepEqual(study.trials.slice(0, 10), before);
  assert.equal(study.trials.length, 16);
  const once = studyOf(
    planOf({ budget: { trials: 16, minutes: null }, scheduler: { kind: 'none' }, sampler: 'random' }),
  );
  drive(once, 2);
  assert.deepEqual(
    study.trials.map(({ values }) => values),
    once.trials.map(({ values }) => values),
  );
});

test('complete trials are ranked by the first objective, ties by number', () => {
  const study = studyOf(planOf({ scheduler: { kind: 'asha', eta: 3 } }));
  drive(study, 2);
  study.close();
  const ranking = study.ranking();
  assert.ok(ranking.length > 0 && ranking.every(({ state }) => state === 'complete'));
  const scores = ranking.map(({ scores }) => scores![0]!);
  assert.deepEqual(
    scores,
    scores.toSorted((a, b) => b - a),
  );
});
