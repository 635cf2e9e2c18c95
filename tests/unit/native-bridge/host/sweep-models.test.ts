/** Models of a sweep's best trials: written with their nets' answers; a flaw found by main is stored with the trial. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openDataset } from '../../../../datasets/catalog.ts';
import { flawedModels } from '../../../../main/services/sweeps/model-checks.ts';
import { fusedWasmBackend } from '../../../../native-bridge/backends/fused-wasm/index.ts';
import type { ComputeEvent } from '../../../../native-bridge/host/compute-messages.ts';
import { writeModels } from '../../../../native-bridge/host/sweep-models.ts';
import { SweepRun } from '../../../../native-bridge/host/sweep-run.ts';
import { LocalCrew } from '../../../../native-bridge/tuning/local-crew.ts';
import { parseSpace } from '../../../../native-bridge/tuning/parse-space.ts';
import { SweepPictures } from '../../../../native-bridge/tuning/pictures.ts';
import { SweepPlan } from '../../../../native-bridge/tuning/plan.ts';
import { samplerOf } from '../../../../native-bridge/tuning/sampler-of.ts';
import { schedulerOf } from '../../../../native-bridge/tuning/schedulers/index.ts';
import { Snapshots } from '../../../../native-bridge/tuning/snapshots.ts';
import { Study } from '../../../../native-bridge/tuning/study.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const backend = fusedWasmBackend;
const plan = SweepPlan.parse({
  ...{ preset: 'course', network: null, hyperparameters: {}, guesses: [], sampler: 'random', validation: 0.2 },
  ...{ space: { learningRate: { kind: 'float', low: 1e-4, high: 0.01, log: true } }, scheduler: { kind: 'none' } },
  ...{ objectives: ['validationAccuracy'], epochs: 1, seeds: 1, folds: 0, budget: { trials: 3, minutes: null } },
  ...{ seed: 3, backend: 'auto', lanes: 1, fresh: { best: 0, seeds: 2 } },
});

/** A finished sweep of three trials of one epoch. */
async function ranSweep() {
  const folder = temporaryFolder({ after });
  const dataset = await openDataset('synthetic:train=12,test=1,seed=5', { validation: 0.25 });
  const pictures = new SweepPictures(dataset.splits);
  const snapshots = await Snapshots.open(join(folder, 'snapshots'));
  const study = new Study({
    ...{ plan, classes: 6, judging: 'own', now: Date.now },
    sampler: samplerOf(plan.sampler, parseSpace(plan.space), { seed: 3, gridPoints: 3 }),
    scheduler: schedulerOf(plan.scheduler, plan.epochs),
  });
  const sent: ComputeEvent[] = [];
  const sweep = new SweepRun({
    ...{ plan, study, snapshots, pictures, judging: 'own', classes: dataset.classes, elapsed: 0, fresh: [] },
    ...{ crews: [new LocalCrew({ backend, pictures, judge: 'validationAccuracy' }, 1)] },
    send: (event) => void sent.push(event),
  });
  assert.equal(await sweep.run(), 'ended');
  const models = await writeModels(sweep.best, { folder, study, snapshots, pictures, backend, dataset });
  return { sweep, sent, models };
}

test('each equals its net; one that differs, and one that is not a model, are reported for their trials', async () => {
  const { sweep, sent, models } = await ranSweep();
  assert.deepEqual(
    models.map(({ trial }) => trial),
    sweep.best,
  );
  const [first, second, third] = models;
  assert.equal(first!.check.labels.length, 18);
  assert.deepEqual(await flawedModels(models), []);

  // The first's net with the second's file, and the third's with a missing file.
  const mixedUp = [
    { ...first!, file: second!.file },
    second!,
    { ...third!, file: join(third!.file, '..', 'none.onnx') },
  ];
  const flawed = await flawedModels(mixedUp);
  assert.deepEqual(
    flawed.map(({ trial }) => trial),
    [first!.trial, third!.trial],
  );
  assert.match(flawed[0]!.reason, /trial-\d\.onnx does not give the trained net's answers \(report: .*parity\.json\)/);
  assert.match(flawed[1]!.reason, /none\.onnx could not be checked: .*none\.onnx/);

  const heard = sent.length;
  await sweep.check([]);
  assert.ok(
    sent.slice(heard).every(({ kind }) => kind !== 'check-models'),
    'without models nothing is checked',
  );
  const checked = sweep.check(models);
  assert.deepEqual(sent.at(-1), { kind: 'check-models', models });
  sweep.hear({ kind: 'checked', failures: flawed });
  await checked;
  const last = sent.at(-1);
  assert.ok(last?.kind === 'sweep-progress');
  assert.deepEqual(
    last.trials.map(({ number, state, reason }) => ({ number, state, reason })).toSorted((a, b) => a.number - b.number),
    flawed
      .map(({ trial, reason }) => ({ number: trial, state: 'complete', reason }))
      .toSorted((a, b) => a.number - b.number),
  );
});
