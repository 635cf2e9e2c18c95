/** The station's jobs: their combined parts equal the reference computed in one piece. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Network } from '../../../../../../native-bridge/convnet/network.ts';
import { presetNetwork } from '../../../../../../native-bridge/convnet/presets.ts';
import { referenceLoss } from '../../../../../../native-bridge/reference/loss.ts';
import { moved, randomDirection } from '../../../../../../native-bridge/reference/loss-slice.ts';
import { referenceLossAndGradients } from '../../../../../../native-bridge/reference/network.ts';
import {
  batchGradients,
  trainingOptions,
} from '../../../../../../renderer/features/learn/training/compute/batch-gradients.ts';
import { deadUnits } from '../../../../../../renderer/features/learn/training/compute/dead-units.ts';
import { normsOf } from '../../../../../../renderer/features/learn/training/compute/norms-job.ts';
import { sliceOf } from '../../../../../../renderer/features/learn/training/compute/slice-job.ts';
import { amounts, coarseToFine } from '../../../../../../renderer/features/learn/training/compute/slice-order.ts';
import { stepOf } from '../../../../../../renderer/features/learn/training/compute/step-job.ts';
import { ALL_KINDS, randomImages, randomParameters } from '../../../../native-bridge/onnx/fixtures.ts';

const LABELS = Int32Array.from({ length: 11 }, (_, i) => (i * 5) % 6);
const BATCH = { images: randomImages(LABELS.length, 3), labels: LABELS };
const INDICES = Int32Array.from(LABELS.keys());
const MINIMISED = { objective: { labelSmoothing: 0.1, l2: 0.02 }, seed: 3, steps: 4 };

/** All parts, and the final result. */
function run<P, R>(job: Generator<P, R>): { parts: P[]; output: R } {
  const parts: P[] = [];
  for (;;) {
    const { done, value } = job.next();
    if (done) return { parts, output: value };
    parts.push(value);
  }
}

const close = (actual: number, wanted: number, what = '') =>
  assert.ok(Math.abs(actual - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)), `${what}: ${actual}, not ${wanted}`);

describe('the gradients of a mini-batch equal those of the reference', () => {
  // The first can be stopped between pictures; batch norm and masks of the second span the whole mini-batch.
  for (const [network, parts] of [
    [presetNetwork('course'), 2],
    [ALL_KINDS, 1],
  ] as const) {
    test(network.name, () => {
      const parameters = randomParameters(network, 2);
      const found = run(batchGradients(network, parameters, BATCH, MINIMISED));
      const options = trainingOptions(MINIMISED);
      const wanted = referenceLossAndGradients(network, parameters, BATCH.images, LABELS, INDICES, options);
      close(found.output.loss, wanted.loss, 'loss');
      assert.deepEqual(Object.keys(found.output.gradients).sort(), Object.keys(wanted.gradients).sort());
      for (const [name, { data }] of Object.entries(wanted.gradients)) {
        for (const [i, value] of data.entries()) {
          close(found.output.gradients[name]!.data[i]!, value, `${name}[${i}]`);
        }
      }
      assert.equal(found.parts.length, parts);
    });
  }
});

/** A net whose second filter and whose unit 1 can never be active: their biases are far below 0. */
const NET = Network.parse({
  name: 'half dead',
  input: [64, 64, 3],
  layers: [
    { kind: 'conv', filters: 3, kernel: 2, stride: 8 },
    { kind: 'relu' },
    { kind: 'flatten' },
    { kind: 'dense', units: 4 },
    { kind: 'relu' },
    { kind: 'dense', units: 6 },
  ],
});
const PARAMETERS = randomParameters(NET, 1);
PARAMETERS.b1!.data.set([5, -100, 5]);
PARAMETERS.b2!.data.set([1000, -1000, 1000, 1000]);

test('dead means 0 on every picture, everywhere', () => {
  const { output, parts } = run(deadUnits(NET, PARAMETERS, BATCH));
  assert.deepEqual(output, [
    { layer: 1, units: 3, dead: [1] },
    { layer: 4, units: 4, dead: [1] },
  ]);
  assert.equal(parts.length, LABELS.length);
  const norms = run(normsOf({ of: 'x', network: NET, parameters: PARAMETERS, batch: BATCH, minimised: MINIMISED }));
  assert.deepEqual(norms.output.dead, output);
});

describe('a step', () => {
  const settings = {
    rule: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    ...{ learningRate: 0.01, steps: 4, clipNorm: null },
  } as const;
  const minimised = { ...MINIMISED, objective: { labelSmoothing: 0, l2: 0 } };
  const network = presetNetwork('course');
  const parameters = randomParameters(network, 2);
  const asked = { of: 'x', network, parameters, slots: {}, batch: BATCH, minimised, settings };

  test('reports the loss before and after it', () => {
    const { output } = run(stepOf(asked));
    const at = (of: typeof parameters | typeof output.taken.parameters) =>
      referenceLoss(network, of, BATCH.images, LABELS, trainingOptions(minimised));
    close(output.loss, at(parameters));
    close(output.lossAfter, at(output.taken.parameters));
    assert.notEqual(output.loss, output.lossAfter);
    assert.deepEqual(
      output.norms.map(({ name }) => name),
      ['W1', 'W2', 'W3', 'b3'],
    );
  });

  test('dead filters get no gradient', () => {
    const { output } = run(stepOf({ ...asked, network: NET, parameters: PARAMETERS }));
    const ofFilter = (filter: number) => output.gradients.W1!.data.filter((_, i) => i % 3 === filter);
    assert.ok(ofFilter(1).every((g) => g === 0));
    assert.ok(ofFilter(0).some((g) => g !== 0));
  });
});

describe('a slice of the loss', () => {
  test('visits every point once, the middle among the first nine', () => {
    for (const side of [11, 21]) {
      const order = coarseToFine(side);
      assert.equal(new Set(order.map(({ row, column }) => row * side + column)).size, side * side);
      assert.equal(order.length, side * side);
      const middle = (side - 1) / 2;
      assert.ok(order.slice(0, 9).some(({ row, column }) => row === middle && column === middle));
    }
    assert.deepEqual(amounts(5, 2), [-2, -1, 0, 1, 2]);
  });

  test('is the loss of the weights moved along both directions', () => {
    const network = NET;
    const batch = { images: BATCH.images.slice(0, 2 * 12288), labels: LABELS.slice(0, 2) };
    const job = sliceOf({
      ...{ of: 'x', network, parameters: PARAMETERS, batch, minimised: MINIMISED },
      ...{ directions: { kind: 'random', seed: 5 }, side: 3, reach: [1, 0.5] },
    });
    const { output, parts } = run(job);
    const lossAt = (x: number, y: number) => {
      const [a, b] = [randomDirection(network, PARAMETERS, 5), randomDirection(network, PARAMETERS, 6)];
      const at = moved(network, PARAMETERS, [
        [a, x],
        [b, y],
      ]);
      return referenceLoss(network, at, batch.images, batch.labels, trainingOptions(MINIMISED));
    };
    for (const [row, y] of [-0.5, 0, 0.5].entries()) {
      for (const [column, x] of [-1, 0, 1].entries()) close(output.values[row * 3 + column]!, lossAt(x, y));
    }
    assert.deepEqual(
      parts.map(({ done }) => done),
      [0, 1, 2, 3, 4, 5, 6, 7, 8],
    );
  });
});
