/** The loop's own arithmetic, on a session with known losses: the loss of a mini-batch is the mean of its indices. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { epochSeed, miniBatches } from '../../../../datasets/minibatch.ts';
import type { Session } from '../../../../native-bridge/backends/backend.ts';
import type { EpochRecord } from '../../../../native-bridge/training/checkpoint-state.ts';
import { parseSettings } from '../../../../native-bridge/training/hyperparameters.ts';
import { type Plan, train, type Watch } from '../../../../native-bridge/training/loop.ts';
import { learningRateAt } from '../../../../native-bridge/training/schedule.ts';
import { TrainingError } from '../../../../native-bridge/training/training-error.ts';

const COUNT = 150; // two full mini-batches of 64 and one of 22
const empty = { count: 0, images: new Uint8Array(), labels: new Int32Array(), sources: [] };
const set = { ...empty, count: COUNT, labels: new Int32Array(COUNT) };

const mean = (indices: Int32Array) => indices.reduce((sum, index) => sum + index, 0) / indices.length;

/** @param weights the reported `b1`, (2), after an epoch */
function known(loss: (indices: Int32Array, learningRate: number) => number, weights = () => [0.5, -3]): Session {
  const unused = () => Promise.reject(new Error('the loop must not ask for this'));
  return {
    train: async (indices, learningRate) => loss(indices, learningRate),
    right: 10,
    parameters: async () => ({
      W1: { shape: [1], data: Float32Array.of(1) },
      b1: { shape: [2], data: Float32Array.from(weights()) },
    }),
    ...{ gradients: unused, logits: unused, optimizerState: unused, dispose: unused },
  };
}

function plan(settings: string[], epochs: number): Plan {
  return { train: set, validation: empty, hyperparameters: parseSettings(settings), seed: 3, from: 0, epochs };
}

function recording(go: (step: number) => boolean = () => true): Watch & { records: EpochRecord[]; steps: number } {
  const watch = {
    records: [] as EpochRecord[],
    steps: 0,
    step: async () => go(++watch.steps),
    epoch: async (record: EpochRecord) => void watch.records.push(record),
  };
  return watch;
}

test("the course's cost: the sum over all mini-batches over floor(m / 64), shuffled by seed + 1 + epoch", async () => {
  const watch = recording();
  assert.equal(await train(known(mean), plan([], 2), watch), 'finished');
  for (const [epoch, { cost }] of watch.records.entries()) {
    const costs = miniBatches(COUNT, 64, epochSeed(3, epoch)).map(mean);
    assert.equal(costs.length, 3);
    assert.equal(cost, (costs[0]! + costs[1]! + costs[2]!) / 2);
  }
  assert.equal(watch.steps, 6);
});

test('costDivisor=mean is the mean over pictures', async () => {
  const watch = recording();
  await train(known(mean), plan(['costDivisor=mean'], 1), watch);
  assert.ok(Math.abs(watch.records[0]!.cost - (COUNT - 1) / 2) < 1e-9);
});

test('fewer pictures than a mini-batch: the cost is that of the one partial batch', async () => {
  const watch = recording();
  await train(known(mean), { ...plan([], 1), train: { ...set, count: 10 } }, watch);
  assert.equal(watch.records[0]!.cost, 4.5);
});

test('a loss that is not finite stops the run by epoch and step, and the epoch is not recorded', async () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    let steps = 0;
    const watch = recording();
    const session = known(() => (++steps === 5 ? bad : 1));
    await assert.rejects(
      train(session, plan([], 4), watch),
      (error) =>
        error instanceof TrainingError &&
        error.message.includes(`became ${bad} at epoch 1, step 1`) &&
        /learningRate/.test(error.remedy),
    );
    assert.equal(watch.records.length, 1);
  }
});

test('parameters that are not finite after the last step of an epoch stop the run before it is recorded', async () => {
  for (const bad of [Number.NaN, Number.NEGATIVE_INFINITY]) {
    let steps = 0;
    const watch = recording();
    const weights = () => [0.5, steps === 6 ? bad : 1]; // 3 steps an epoch: every loss is finite
    await assert.rejects(
      train(
        known(() => ++steps, weights),
        plan([], 4),
        watch,
      ),
      (error) =>
        error instanceof TrainingError && error.message.includes(`Parameter b1 became ${bad} at the end of epoch 1`),
    );
    assert.deepEqual(
      watch.records.map(({ epoch }) => epoch),
      [0],
    );
  }
});

test('a validation cost that is not finite stops the run before its epoch is recorded', async () => {
  const validation = { ...empty, count: 1, labels: Int32Array.of(0) };
  for (const bad of [Number.NaN, Number.NEGATIVE_INFINITY]) {
    const watch = recording();
    const logits = async () => Float32Array.of(watch.records.length === 1 ? bad : 1, 0); // (1, 2)
    await assert.rejects(
      train({ ...known(() => 1), logits }, { ...plan(['evaluateEvery=1'], 4), validation }, watch),
      (error) =>
        error instanceof TrainingError &&
        /validation cost of epoch 1 became (NaN|Infinity)/.test(error.message) &&
        /learningRate/.test(error.remedy),
    );
    assert.deepEqual(
      watch.records.map(({ epoch }) => epoch),
      [0],
    );
  }
});

test('every step has the rate for its position in the whole run, even in a resumed run', async () => {
  const settings = ['schedule=cosine', 'warmupEpochs=1', 'learningRate=0.4', 'cosineFloor=0.1'];
  const rates = async (from: number) => {
    const seen: number[] = [];
    const session = known((_, rate) => seen.push(rate));
    await train(session, { ...plan(settings, 4), from }, recording());
    return seen;
  };
  const whole = await rates(0);
  const hyperparameters = parseSettings(settings);
  const wanted = (step: number) => learningRateAt({ step, stepsPerEpoch: 3, steps: 12 }, hyperparameters);
  assert.deepEqual(
    whole,
    Array.from({ length: 12 }, (_, step) => wanted(step)),
  );
  assert.deepEqual(await rates(2), whole.slice(6));
});

test('a stop takes effect after the step, and the unfinished epoch is not recorded', async () => {
  const watch = recording((step) => step < 4);
  assert.equal(await train(known(mean), plan([], 4), watch), 'stopped');
  assert.equal(watch.steps, 4);
  assert.equal(watch.records.length, 1);
});

test('measurements are recorded when requested; learning rate and accuracy during the epoch always', async () => {
  const watch = recording();
  // Two classes; it always answers 0, with e^1 : e^0, so its cost is log(1 + 1/e) when that is right.
  const says = async (_: Uint8Array, count: number) => Float32Array.from({ length: 2 * count }, (_, k) => 1 - (k % 2));
  const validation = { ...empty, count: 4, labels: Int32Array.of(0, 1, 0, 0) };
  const settings = [
    'evaluateEvery=2',
    'measureTrainEvery=3',
    'schedule=step',
    'decayEpochs=1',
    'decayRate=0.5',
    'learningRate=0.4',
  ];
  await train({ ...known(() => 1), logits: says }, { ...plan(settings, 3), validation }, watch);
  const rates = watch.records.map(({ learningRate }) => learningRate);
  assert.deepEqual(rates, [0.4, 0.2, 0.1]);
  const [first, second, third] = watch.records.map(({ cost: _, seconds: __, learningRate: ___, ...rest }) => rest);
  const duringAccuracy = 30 / COUNT; // ten of each of three mini-batches
  assert.deepEqual(
    [first, third],
    [
      { epoch: 0, duringAccuracy },
      { epoch: 2, duringAccuracy, trainAccuracy: 1 },
    ],
  );
  const { validationCost, ...accuracies } = second!;
  assert.deepEqual(accuracies, { epoch: 1, duringAccuracy, validationAccuracy: 0.75 });
  const right = Math.log(1 + Math.exp(-1));
  assert.ok(Math.abs(validationCost! - (3 * right + (right + 1)) / 4) < 1e-7, String(validationCost));
});

test('no epoch is started once there are enough', async () => {
  const watch = recording();
  const enough = () => watch.records.length === 2;
  assert.equal(await train(known(mean), plan([], 5), { ...watch, enough }), 'finished');
  assert.deepEqual([watch.records.length, watch.steps], [2, 6]);
});
