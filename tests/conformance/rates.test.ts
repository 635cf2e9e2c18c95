/** Parameters with a reduced or zero learning rate, and batch norms that train with their running statistics, on every backend. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Opening, OptimizerSettings } from '../../native-bridge/backends/backend.ts';
import { BACKENDS } from '../../native-bridge/backends/table.ts';
import { parameterSpecs } from '../../native-bridge/convnet/parameters.ts';
import type { Parameters } from '../../native-bridge/convnet/tensor.ts';
import { trainEpoch } from '../../native-bridge/training/epoch.ts';
import { availability } from './availability.ts';
import { assertAllClose, assertClose, assertSame } from './comparing.ts';
import { expectedTraining } from './oracle.ts';
import { batches, DROPOUT_SEED, everyLayer, openingOf, withSession } from './sessions.ts';

/** The first convolution and its batch norm are frozen, of the second batch norm only the statistics. */
const FROZEN = ['W1', 'b1', 'gamma1', 'beta1', 'mean1', 'variance1', 'mean2', 'variance2'];
const rates = { ...Object.fromEntries(FROZEN.map((name) => [name, 0])), W2: 0.25 };
const norms = everyLayer.network.layers.flatMap(({ kind }, index) => (kind === 'batchNorm' ? [index] : []));
const all = Int32Array.from(everyLayer.labels.keys());
const optimizers: readonly OptimizerSettings[] = [
  { kind: 'adamW', beta1: 0.8, beta2: 0.95, epsilon: 1e-2, weightDecay: 0.3 },
  { kind: 'sgd', momentum: 0 },
];

function pick(parameters: Parameters, names: readonly string[]): Parameters {
  return Object.fromEntries(names.map((name) => [name, parameters[name]!]));
}

for (const row of BACKENDS) {
  const { backend, skip } = await availability(row);
  const after = (opening: Opening, rate: number) =>
    withSession(backend, opening, async (session) => {
      await session.train(all, rate);
      return session.parameters();
    });

  describe(`backend ${row.id}: rates of single parameters`, { skip }, () => {
    test('loss and gradients through frozen statistics equal the reference', async () => {
      const wanted = expectedTraining(everyLayer, DROPOUT_SEED, { frozen: norms });
      await withSession(backend, { ...openingOf(everyLayer), rates }, async (session) => {
        const { loss, gradients } = await session.gradients(all);
        assertClose([loss], [wanted.loss], 'loss');
        assertAllClose(gradients, wanted.gradients);
      });
    });

    test('L2 acts on frozen kernels too: loss and gradients equal the reference', async () => {
      const objective = { labelSmoothing: 0, l2: 0.5 };
      const wanted = expectedTraining(everyLayer, DROPOUT_SEED, { frozen: norms, objective });
      await withSession(backend, { ...openingOf(everyLayer), rates, objective }, async (session) => {
        const { loss, gradients } = await session.gradients(all);
        assertClose([loss], [wanted.loss], 'loss');
        assertAllClose(gradients, wanted.gradients);
      });
    });

    for (const optimizer of optimizers) {
      test(`${optimizer.kind}: frozen parameters keep their bits, W2 takes a quarter of its step`, async () => {
        const statistics = Object.fromEntries(FROZEN.filter((name) => /mean|var/.test(name)).map((name) => [name, 0]));
        const opening = { ...openingOf(everyLayer), optimizer };
        const [some, whole] = [
          await after({ ...opening, rates }, 0.1),
          await after({ ...opening, rates: statistics }, 0.1),
        ];
        assertSame(pick(some, FROZEN), pick(everyLayer.parameters, FROZEN));
        const others = parameterSpecs(everyLayer.network).filter(
          ({ name, trained }) => trained && !FROZEN.includes(name) && name !== 'W2',
        );
        for (const { name } of others) assert.deepEqual(some[name]?.data, whole[name]?.data, name);
        const taken = (from: Parameters) => from.W2!.data.map((w, i) => (everyLayer.parameters.W2!.data[i]! - w) / 0.1);
        assertClose(
          taken(some),
          taken(whole).map((step) => step / 4),
          'W2',
        );
        assert.ok(taken(whole).some((step) => Math.abs(step) > 0.01));
      });
    }

    test('gradients of frozen parameters do not count in the clipped norm', async () => {
      const { gradients } = expectedTraining(everyLayer, DROPOUT_SEED, { frozen: norms });
      const moving = Object.entries(gradients).filter(([name]) => !FROZEN.includes(name));
      const norm = Math.hypot(...moving.flatMap(([, { data }]) => [...data]));
      const opening = { ...openingOf(everyLayer), optimizer: optimizers[1]!, rates };
      assertSame(await after({ ...opening, clipNorm: norm * 1.01 }, 0.1), await after(opening, 0.1));
      const clipped = await after({ ...opening, clipNorm: norm / 2 }, 0.1);
      const step = clipped.W3!.data.map((w, i) => (everyLayer.parameters.W3!.data[i]! - w) / 0.1);
      assertClose(
        step,
        gradients.W3!.data.map((g) => g / 2),
        'W3',
      );
    });

    test('an epoch and a resumed session end in the bits of single steps', async () => {
      const optimizer = optimizers[0]!;
      const opening = { ...openingOf(everyLayer), optimizer, rates, threads: 1 };
      const through = (from: Opening, some: readonly Int32Array[], whole: boolean) =>
        withSession(backend, from, async (session) => {
          const learningRates = new Float64Array(some.length).fill(0.01);
          if (whole) await trainEpoch(session, { batches: some, learningRates });
          else for (const batch of some) await session.train(batch, 0.01);
          return { parameters: await session.parameters(), optimizerState: await session.optimizerState() };
        });
      const single = await through(opening, batches, false);
      assertSame((await through(opening, batches, true)).parameters, single.parameters);
      const half = await through(opening, batches.slice(0, 2), false);
      assertSame((await through({ ...opening, ...half }, batches.slice(2), false)).parameters, single.parameters);
    });

    test('refuses rates of unknown parameters, and statistics that are only half frozen', async () => {
      const opening = openingOf(everyLayer);
      const refused: Record<string, number>[] = [
        { W9: 0 },
        { W1: -1 },
        { W1: Number.NaN },
        { mean1: 0 },
        { mean1: 0.5, variance1: 0.5 },
      ];
      for (const bad of refused) {
        await assert.rejects(backend.open({ ...opening, rates: bad }), /times the learning rate/);
      }
    });
  });
}
