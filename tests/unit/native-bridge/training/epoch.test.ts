/** A whole epoch gives the same bits as its single steps, alone and alongside others. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { openDataset } from '../../../../datasets/catalog.ts';
import { miniBatches } from '../../../../datasets/minibatch.ts';
import type { Backend, EpochWork, Opening, Session } from '../../../../native-bridge/backends/backend.ts';
import { BACKENDS } from '../../../../native-bridge/backends/table.ts';
import { initialise } from '../../../../native-bridge/convnet/initialisers.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { trainEpoch } from '../../../../native-bridge/training/epoch.ts';
import { parseSettings } from '../../../../native-bridge/training/hyperparameters.ts';
import { optimizationOf } from '../../../../native-bridge/training/optimization.ts';
import { availability } from '../../../conformance/availability.ts';
import { everyLayer, openingOf, withSession } from '../../../conformance/sessions.ts';
import { useEmulatedGpu } from '../../../helpers/emulated-gpu.ts';

const { train: set, test: held } = (await openDataset('synthetic:train=25,test=12,seed=4')).splits;
const evaluation = { images: held.images, count: held.count };
/** Augmentation of every kind, with a replaced background. */
const VARIED = ['augmentRotation=20', 'augmentBackground=0.5', 'augmentNoise=6', 'augmentFlip=0.5', 'augmentBlur=0.3'];

/** Settings in the format of `lab train --set`. */
function openingFor(preset: string, settings: readonly string[], seed: number): Opening {
  const network = presetNetwork(preset);
  const { images, labels } = set;
  const optimization = optimizationOf(parseSettings(settings));
  return { network, parameters: initialise(network, seed), ...optimization, images, labels, seed: 2 ** 32 + seed };
}

/** The pictures of an epoch in mini-batches, the last of which is partial, each with its own rate. */
function workOf(count: number, batchSize: number, seed: number): EpochWork {
  const batches = miniBatches(count, batchSize, seed);
  return { batches, learningRates: Float64Array.from(batches, (_, i) => 0.01 / (i + 1)), evaluation };
}

/** A session that can only run its epochs step by step. */
function bySteps(session: Session): Session {
  return {
    train: (indices, rate) => session.train(indices, rate),
    get right() {
      return session.right;
    },
    gradients: (indices) => session.gradients(indices),
    logits: (images, count) => session.logits(images, count),
    parameters: () => session.parameters(),
    optimizerState: () => session.optimizerState(),
    dispose: () => session.dispose(),
  };
}

/** Everything after two epochs: losses, logits, parameters, slots, steps, and the gradients of another mini-batch. */
async function outcome(session: Session, works: readonly EpochWork[]) {
  const epochs = [];
  for (const work of works) {
    const { seconds, ...result } = await trainEpoch(session, work);
    assert.ok(seconds > 0);
    epochs.push(result);
  }
  const [parameters, optimizerState] = [await session.parameters(), await session.optimizerState()];
  return { epochs, parameters, optimizerState, next: await session.gradients(works[0]!.batches[0]!) };
}

const CASES: readonly { name: string; opening: Opening; works: EpochWork[] }[] = [
  ...[
    { preset: 'course', settings: [] },
    { preset: 'course', settings: ['optimizer=sgd', 'momentum=0.9', 'clipNorm=0.5', ...VARIED] },
    {
      preset: 'three-block',
      settings: ['optimizer=adamW', 'weightDecay=0.1', 'labelSmoothing=0.1', 'l2=0.01', ...VARIED],
    },
  ].map(({ preset, settings }, i) => ({
    name: `${preset} ${settings.join(' ')}`,
    opening: openingFor(preset, settings, i + 1),
    works: [workOf(set.count, 32, 1), workOf(set.count, 70, 2)], // the second needs more memory
  })),
  {
    name: 'every layer, with dropout',
    opening: openingOf(everyLayer),
    works: [1, 2].map((seed) => {
      const { images, count } = everyLayer;
      return { ...workOf(count, 8, seed), evaluation: { images, count } };
    }),
  },
];

/** On a software adapter a step of `course` takes a second, on an emulated GPU some tenths of one. */
const FEWER: Readonly<Record<string, typeof CASES>> = {
  'fused-webgpu': CASES.slice(-1),
  'fused-cuda': [CASES[1]!, CASES.at(-1)!],
};

useEmulatedGpu('fast');
for (const row of BACKENDS.filter(({ id }) => id !== 'tensorflow')) {
  const { backend, skip } = await availability(row);
  suite(`epochs of ${row.id}`, { skip }, () => {
    for (const { name, opening, works } of FEWER[row.id] ?? CASES) {
      test(`${name}: the same bits as step by step`, async () => {
        const expected = await withSession(backend, opening, (one) => outcome(bySteps(one), works));
        assert.equal(expected.optimizerState.steps, works[0]!.batches.length + works[1]!.batches.length);
        const alone = await withSession(backend, { ...opening, threads: 1 }, (one) => outcome(one, works));
        assert.deepEqual(alone, expected);
      });
    }
    test('a loss that is not finite ends it, and parameters that are not finite are detected', () => diverges(backend));
    test('learning rates and mini-batches that do not match are refused', async () => {
      await withSession(backend, CASES[0]!.opening, async (session) => {
        const work = { ...workOf(set.count, 32, 1), learningRates: new Float64Array(2) };
        await assert.rejects(trainEpoch(session, work), /one learning rate for each mini-batch/);
      });
    });
  });
}

async function diverges(backend: Backend): Promise<void> {
  const batches = workOf(set.count, 20, 1).batches.slice(0, 4);
  const sgd = openingFor('course', ['optimizer=sgd'], 1);
  const losses = async (learningRates: number[]) => {
    const work = { batches, learningRates: Float64Array.from(learningRates), evaluation };
    return withSession(backend, sgd, async (one) => ({
      ...(await trainEpoch(one, work)),
      ...(await one.optimizerState()),
    }));
  };
  const early = await losses([0.01, 1e38, 0.01, 0.01]);
  assert.deepEqual(Array.from(early.losses, Number.isFinite), [true, true, false, false]);
  assert.ok(Number.isNaN(early.losses[3]));
  assert.equal(early.right[3], 0);
  assert.equal(early.steps, 3, 'the step with a loss that is not finite is the last one');
  assert.equal(early.logits!.length, held.count * 6);
  const late = await losses([0.01, 0.01, 0.01, Number.POSITIVE_INFINITY]);
  assert.ok(late.losses.every(Number.isFinite) && !late.finite);
  assert.equal((await losses([0.01, 0.01, 0.01, 0.01])).finite, true);
}

const { backend, skip } = await availability(BACKENDS.find(({ id }) => id === 'fused-cpu')!);

suite('several sessions at once', { skip }, () => {
  for (const count of [2, 8]) {
    test(`${count} of them, of several networks, give the same bits as one after another`, async () => {
      const lanes = Array.from({ length: count }, (_, i) => {
        const { opening, works } = CASES[i % CASES.length]!;
        return { opening: { ...opening, seed: i, threads: i === 1 ? 2 : 1 }, works };
      });
      const run = ({ opening, works }: (typeof lanes)[number]) =>
        withSession(backend, opening, (one) => outcome(one, works));
      const together = await Promise.all(lanes.map(run));
      for (const [i, lane] of lanes.entries()) assert.deepEqual(together[i], await run(lane), `lane ${i}`);
    });
  }

  test('are opened in reused memory with the same bits', async () => {
    const run = ({ opening, works }: (typeof CASES)[number]) =>
      withSession(backend, opening, (one) => outcome(one, works));
    const first = await run(CASES[2]!);
    const W1 = initialise(CASES[2]!.opening.network, 1).W1!;
    const parameters = { ...CASES[2]!.opening.parameters, W1: { ...W1, data: W1.data.map(() => Number.NaN) } };
    await withSession(backend, { ...CASES[2]!.opening, parameters }, (one) =>
      one.train(
        set.labels.map((_, i) => i),
        1,
      ),
    );
    assert.deepEqual(await run(CASES[2]!), first);
  });

  test('a session with a running epoch refuses everything else; others and this thread continue', async () => {
    const { opening, works } = CASES[2]!;
    const [busy, other] = await Promise.all([backend.open(opening), backend.open(opening)]);
    let ended = false;
    const epoch = trainEpoch(busy, works[0]!).finally(() => {
      ended = true;
    });
    const indices = works[0]!.batches[0]!;
    for (const call of [
      () => busy.train(indices, 0.01),
      () => busy.gradients(indices),
      () => busy.logits(held.images, held.count),
      () => busy.parameters(),
      () => busy.optimizerState(),
      () => trainEpoch(busy, works[0]!),
    ]) {
      await assert.rejects(call(), /busy: an epoch is under way/);
    }
    assert.ok((await other.train(Int32Array.of(0), 0.01)) > 0);
    await setImmediate();
    assert.ok(!ended, 'the calling thread did not wait for it');
    await epoch;
    assert.equal((await busy.optimizerState()).steps, works[0]!.batches.length);
    await Promise.all([busy.dispose(), other.dispose()]);
  });

  test('a session may be disposed while an epoch is running, which then ends early', async () => {
    const { opening } = CASES[2]!;
    const session = await backend.open(opening);
    // So many that training them all would exceed the test's time limit.
    const steps = 50_000;
    const batches = Array<Int32Array>(steps).fill(Int32Array.from({ length: 64 }, (_, i) => i));
    const epoch = assert.rejects(
      trainEpoch(session, { batches, learningRates: new Float64Array(steps) }),
      /closed while an epoch was under way/,
    );
    await session.dispose();
    await epoch;
    await assert.rejects(session.parameters(), /closed/);
    await assert.rejects(trainEpoch(session, { batches: [], learningRates: new Float64Array(0) }), /closed/);
    await session.dispose();
  });

  test('an invalid mini-batch or picture is refused before the first step, and the session remains usable', async () => {
    const { opening } = CASES[0]!;
    await withSession(backend, opening, async (session) => {
      const rates = (count: number) => new Float64Array(count).fill(0.01);
      const [good, none] = [Int32Array.of(0, 1), new Int32Array(0)];
      for (const bad of [none, Int32Array.of(set.count), Int32Array.of(-1)]) {
        const work = { batches: [good, bad], learningRates: rates(2) };
        await assert.rejects(trainEpoch(session, work), /empty, too large, or names no picture of the set/);
      }
      const cut = { images: held.images.subarray(1), count: held.count };
      await assert.rejects(
        trainEpoch(session, { batches: [good], learningRates: rates(1), evaluation: cut }),
        /images/,
      );
      assert.equal((await session.optimizerState()).steps, 0);
      const idle = await trainEpoch(session, { batches: [], learningRates: rates(0), evaluation });
      assert.deepEqual(idle.logits, await session.logits(held.images, held.count));
      assert.equal((await trainEpoch(session, { batches: [good], learningRates: rates(1) })).logits, null);
    });
  });

  test('invalid numbers of threads are refused', async () => {
    for (const threads of [0, 257, 1.5, Number.NaN]) {
      await assert.rejects(backend.open({ ...CASES[0]!.opening, threads }), /cannot have .* threads/);
    }
  });
});
