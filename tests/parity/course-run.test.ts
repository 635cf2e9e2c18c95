/**
 * The course's run compared with TensorFlow's own trajectory. golden/course_run.json was computed with TensorFlow 2.21
 * (compat.v1) on the same pictures: its `note` has the recipe. The test runs for every backend in the table.
 */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { openDataset } from '../../datasets/catalog.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import type { Backend, Session } from '../../native-bridge/backends/backend.ts';
import { BACKENDS } from '../../native-bridge/backends/table.ts';
import { initialise } from '../../native-bridge/convnet/initialisers.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { Hyperparameters } from '../../native-bridge/training/hyperparameters.ts';
import { train } from '../../native-bridge/training/loop.ts';
import { useEmulatedGpu } from '../helpers/emulated-gpu.ts';
import { type GoldenTensor, golden, signsFolder, withoutGolden, withoutSigns } from '../helpers/shared.ts';

interface CourseRun {
  initial: Record<string, GoldenTensor>;
  'logits of test images 0..3 before training': GoldenTensor;
  'cost of train images 0..63 before training': number;
  'cost of each step, epochs 0 and 1': number[];
  'cost of each epoch': number[];
}

const course = Hyperparameters.parse({});

useEmulatedGpu('fast');

for (const { id, load } of BACKENDS) {
  const backend: Backend = await load();
  const probe = await backend.probe();
  const skip = withoutGolden || withoutSigns || (!probe.available && `${id}: ${probe.reason} ${probe.remedy}`);

  describe(`the course's run on ${id}`, { skip }, () => {
    let dataset: Dataset;
    let run: CourseRun;
    before(async () => {
      dataset = await openDataset(signsFolder, {});
      run = golden<CourseRun>('course_run.json');
    });

    const open = (): Promise<Session> =>
      backend.open({
        network: presetNetwork('course'),
        parameters: initialise(presetNetwork('course'), course.initSeed),
        optimizer: { kind: 'adam', beta1: course.beta1, beta2: course.beta2, epsilon: course.epsilon },
        images: dataset.splits.train.images,
        labels: dataset.splits.train.labels,
        seed: 3,
      });

    test('initial weights are TensorFlow’s, bit for bit', () => {
      const parameters = initialise(presetNetwork('course'), 1);
      for (const [name, { shape, data }] of Object.entries(run.initial)) {
        assert.deepEqual(parameters[name]?.shape, shape, name);
        assert.deepEqual(parameters[name]?.data, Float32Array.from(data), name);
      }
    });

    test('logits and cost before training agree within 1e-5', async () => {
      const session = await open();
      const logits = await session.logits(dataset.splits.test.images.subarray(0, 4 * 12288), 4);
      const expected = run['logits of test images 0..3 before training'].data;
      for (const [k, value] of expected.entries())
        assert.ok(Math.abs(logits[k]! - value) < 1e-5, `logit ${k}: ${logits[k]} and ${value}`);
      const first = Int32Array.from({ length: 64 }, (_, n) => n);
      const { loss } = await session.gradients(first);
      const cost = run['cost of train images 0..63 before training'];
      assert.ok(Math.abs(loss - cost) < 1e-5, `cost ${loss} and ${cost}`);
      await session.dispose();
    });

    test('every step of epoch 0 within 1e-3, the costs of epochs 0-2 within 5e-3', async () => {
      const session = await open();
      const steps: number[] = [];
      const epochs: number[] = [];
      const plan = {
        ...{ train: dataset.splits.train, validation: dataset.splits.validation, hyperparameters: course },
        ...{ seed: 3, from: 0, epochs: 3 },
      };
      await train(session, plan, {
        async step({ cost }) {
          steps.push(cost);
          return true;
        },
        async epoch({ cost }) {
          epochs.push(cost);
        },
      });
      await session.dispose();
      assert.equal(steps.length, 3 * 17);
      for (const [step, cost] of run['cost of each step, epochs 0 and 1'].slice(0, 17).entries()) {
        assert.ok(Math.abs(steps[step]! - cost) < 1e-3, `step ${step}: ${steps[step]} and ${cost}`);
      }
      for (const [epoch, cost] of run['cost of each epoch'].slice(0, 3).entries()) {
        assert.ok(Math.abs(epochs[epoch]! - cost) < 5e-3, `epoch ${epoch}: ${epochs[epoch]} and ${cost}`);
      }
    });
  });
}
