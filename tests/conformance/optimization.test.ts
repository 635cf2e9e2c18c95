/** Loss and optimizer steps of every backend, compared with the float64 reference and float64 steps written here. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Opening, OptimizerSettings, OptimizerState } from '../../native-bridge/backends/backend.ts';
import { BACKENDS } from '../../native-bridge/backends/table.ts';
import { NO_CLASS } from '../../native-bridge/convnet/no-class.ts';
import { parameterSpecs } from '../../native-bridge/convnet/parameters.ts';
import type { Parameters } from '../../native-bridge/convnet/tensor.ts';
import { availability } from './availability.ts';
import { assertAllClose, assertClose, assertSame, type Named } from './comparing.ts';
import { cases } from './networks.ts';
import { expectedTraining } from './oracle.ts';
import { batches, DROPOUT_SEED, everyLayer, openingOf, pools, withSession } from './sessions.ts';

const objective = { labelSmoothing: 0.1, l2: 0.01 };
/** Settings of which every part is visible in one step: no beta near 1, an epsilon that matters next to v. */
const optimizers: readonly OptimizerSettings[] = [
  { kind: 'adam', beta1: 0.8, beta2: 0.95, epsilon: 1e-2 },
  { kind: 'adamW', beta1: 0.8, beta2: 0.95, epsilon: 1e-2, weightDecay: 0.3 },
  { kind: 'sgd', momentum: 0.7 },
];
const RATE = 0.125;
const STEPS = 3;

const specs = parameterSpecs(everyLayer.network).filter(({ trained }) => trained);
const kernels = specs.filter(({ role }) => role === 'kernel').map(({ name }) => name);
const all = Int32Array.from(everyLayer.labels.keys());

/** A state like after some steps: first moments and velocities of either sign, second moments above 0. */
function stateOf({ kind }: OptimizerSettings): OptimizerState {
  const slot = (prefix: string, value: (i: number) => number) =>
    specs.map(({ name, shape }) => {
      const { data } = everyLayer.parameters[name]!;
      return [`${prefix}/${name}`, { shape, data: data.map((_, i) => value(i)) }] as const;
    });
  const waves = (i: number) => 0.1 * Math.sin(i + 1);
  const squares = (i: number) => 0.02 + 0.01 * Math.cos(i);
  const slots = kind === 'sgd' ? slot('u', waves) : [...slot('m', waves), ...slot('v', squares)];
  return { steps: STEPS, slots: Object.fromEntries(slots) };
}

/** The definitions of backend.ts in float64: what is subtracted from w, and the new slots. */
function float64Step(settings: OptimizerSettings, name: string, g: Float64Array, { slots }: OptimizerState) {
  const was = (prefix: string, i: number) => slots[`${prefix}/${name}`]!.data[i]!;
  if (settings.kind === 'sgd') {
    const u = g.map((gi, i) => settings.momentum * was('u', i) + gi);
    return { update: u.map((ui) => RATE * ui), slots: { [`u/${name}`]: { data: u } } };
  }
  const { beta1, beta2, epsilon } = settings;
  const decay = settings.kind === 'adamW' && kernels.includes(name) ? settings.weightDecay : 0;
  const m = g.map((gi, i) => beta1 * was('m', i) + (1 - beta1) * gi);
  const v = g.map((gi, i) => beta2 * was('v', i) + (1 - beta2) * gi ** 2);
  const stepSize = (RATE * Math.sqrt(1 - beta2 ** (STEPS + 1))) / (1 - beta1 ** (STEPS + 1));
  const update = m.map(
    (mi, i) => RATE * decay * everyLayer.parameters[name]!.data[i]! + (stepSize * mi) / (Math.sqrt(v[i]!) + epsilon),
  );
  return { update, slots: { [`m/${name}`]: { data: m }, [`v/${name}`]: { data: v } } };
}

/** What a step subtracted from each trained parameter, in units of the learning rate. */
function stepTaken(after: Parameters): Named {
  const taken = specs.map(({ name }) => {
    const before = everyLayer.parameters[name]!.data;
    return [name, { data: Float64Array.from(after[name]!.data, (w, i) => (before[i]! - w) / RATE) }];
  });
  return Object.fromEntries(taken);
}

function normOf(gradients: Named): number {
  return Math.sqrt(Object.values(gradients).reduce((sum, { data }) => sum + sumOfSquares(data), 0));
}

function sumOfSquares(data: ArrayLike<number>): number {
  return Array.from(data).reduce((sum, x) => sum + x * x, 0);
}

for (const row of BACKENDS) {
  const { backend, skip } = await availability(row);
  const step = (opening: Opening) =>
    withSession(backend, opening, async (session) => {
      await session.train(all, RATE);
      return { parameters: await session.parameters(), state: await session.optimizerState() };
    });

  describe(`backend ${row.id}: optimization`, { skip }, () => {
    test('loss and gradients with label smoothing 0.1 and l2 0.01 equal the reference', async () => {
      await fc.assert(
        fc.asyncProperty(cases, async (one) => {
          const wanted = expectedTraining(one, DROPOUT_SEED, { objective });
          const opening = { ...openingOf(one), objective };
          await withSession(backend, opening, async (session) => {
            const { loss, gradients } = await session.gradients(Int32Array.from(one.labels.keys()));
            assertClose([loss], [wanted.loss], 'loss');
            assertAllClose(gradients, wanted.gradients);
          });
        }),
        { numRuns: 7, seed: 2026, examples: [[everyLayer], [pools]] },
      );
    });

    test('pictures without a class have even targets and are never right', async () => {
      const labels = everyLayer.labels.map((label, i) => (i % 3 === 1 ? NO_CLASS : label));
      const one = { ...everyLayer, labels };
      for (const smoothed of [undefined, objective]) {
        const wanted = expectedTraining(one, DROPOUT_SEED, smoothed ? { objective: smoothed } : {});
        await withSession(backend, { ...openingOf(one), ...(smoothed && { objective: smoothed }) }, async (session) => {
          const { loss, gradients } = await session.gradients(all);
          assertClose([loss], [wanted.loss], 'loss');
          assertAllClose(gradients, wanted.gradients);
        });
      }
      await withSession(backend, { ...openingOf(one), labels: labels.fill(NO_CLASS) }, async (session) => {
        await session.train(all, RATE);
        assert.equal(session.right, 0);
      });
    });

    for (const optimizer of optimizers) {
      test(`a step of ${optimizer.kind} from a given state equals the one computed in float64`, async () => {
        const optimizerState = stateOf(optimizer);
        const { parameters, state } = await step({ ...openingOf(everyLayer), optimizer, objective, optimizerState });
        const { gradients } = expectedTraining(everyLayer, DROPOUT_SEED, { objective, steps: STEPS });
        const steps = specs.map(({ name }) => {
          return [name, float64Step(optimizer, name, gradients[name]!.data, optimizerState)] as const;
        });
        const updates = steps.map(([name, { update }]) => [name, { data: update.map((x) => x / RATE) }]);
        assertAllClose(stepTaken(parameters), Object.fromEntries(updates));
        assert.equal(state.steps, STEPS + 1);
        assertAllClose(state.slots, Object.assign({}, ...steps.map(([, { slots }]) => slots)));
      });

      test(`a session resumed from ${optimizer.kind}'s saved state ends in the bits of an uninterrupted one`, async () => {
        const opening = { ...openingOf(everyLayer), optimizer, objective, clipNorm: 1 };
        const through = async (from: Opening, some: Int32Array[]) =>
          withSession(backend, from, async (session) => {
            const losses: number[] = [];
            for (const batch of some) losses.push(await session.train(batch, 0.01));
            return { losses, parameters: await session.parameters(), optimizerState: await session.optimizerState() };
          });
        const whole = await through(opening, batches);
        const half = await through(opening, batches.slice(0, 2));
        const { parameters, optimizerState } = half;
        assert.equal(optimizerState.steps, 2);
        const rest = await through({ ...opening, parameters, optimizerState }, batches.slice(2));
        assert.deepEqual([...half.losses, ...rest.losses], whole.losses);
        assertSame(rest.parameters, whole.parameters);
        assertSame(rest.optimizerState.slots, whole.optimizerState.slots);
        assert.equal(rest.optimizerState.steps, batches.length);
      });
    }

    describe('clipping', () => {
      // The l2 term is a large part of the norm here.
      const heavy = { labelSmoothing: 0, l2: 0.5 };
      const opening = { ...openingOf(everyLayer), optimizer: { kind: 'sgd', momentum: 0 }, objective: heavy } as const;
      const { gradients } = expectedTraining(everyLayer, DROPOUT_SEED, { objective: heavy });
      const norm = normOf(gradients);

      test('a step with clipNorm is the step with all gradients scaled to that norm', async () => {
        const clipNorm = norm / 3;
        const { parameters } = await step({ ...opening, clipNorm });
        const scaled = Object.entries(gradients).map(([name, { data }]) => [name, { data: data.map((g) => g / 3) }]);
        assertAllClose(stepTaken(parameters), Object.fromEntries(scaled));
        assertClose([normOf(stepTaken(parameters))], [clipNorm], 'the norm of the step');
      });

      test('gradients with a smaller norm are not changed, and gradients() returns them unclipped', async () => {
        assertSame((await step({ ...opening, clipNorm: norm * 1.01 })).parameters, (await step(opening)).parameters);
        await withSession(backend, { ...opening, clipNorm: norm / 3 }, async (session) => {
          assertAllClose((await session.gradients(all)).gradients, gradients);
        });
      });
    });

    test('refuses the state of another optimizer and names the missing slot', async () => {
      const [adam, , sgd] = optimizers as [OptimizerSettings, OptimizerSettings, OptimizerSettings];
      const opening = openingOf(everyLayer);
      const state = { ...opening, optimizer: sgd, optimizerState: stateOf(adam) };
      await assert.rejects(backend.open(state), /u\/W1 is missing/);
    });
  });
}
