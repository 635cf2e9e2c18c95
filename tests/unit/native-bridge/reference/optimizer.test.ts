/** The optimizer's step in float64, compared with numbers computed by hand and with a backend's own step. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OptimizerState } from '../../../../native-bridge/backends/backend.ts';
import { BACKENDS } from '../../../../native-bridge/backends/table.ts';
import { parameterSpecs } from '../../../../native-bridge/convnet/parameters.ts';
import {
  type OptimizerRule,
  optimizerStep,
  type StepSettings,
  weightStep,
} from '../../../../native-bridge/reference/optimizer.ts';
import { ShapeError } from '../../../../native-bridge/reference/tensor.ts';
import { assertAllClose, type Named } from '../../../conformance/comparing.ts';
import { expectedTraining } from '../../../conformance/oracle.ts';
import { DROPOUT_SEED, everyLayer, openingOf, withSession } from '../../../conformance/sessions.ts';

const none = { m: 0, v: 0, u: 0, decays: false };
const close = (actual: number, wanted: number) => assert.ok(Math.abs(actual - wanted) <= 1e-12, `${actual}, ${wanted}`);

describe('one weight', () => {
  const adam: StepSettings = {
    rule: { kind: 'adam', beta1: 0.9, beta2: 0.99, epsilon: 1e-8 },
    ...{ learningRate: 0.01, steps: 0, clipNorm: null },
  };

  test("Adam's first step has the size of the learning rate, for any gradient", () => {
    const rule = { kind: 'adam', beta1: 0.9, beta2: 0.99, epsilon: 0 } as const;
    for (const g of [3, -3, 0.02])
      close(weightStep({ ...adam, rule }, { ...none, g, w: 1 }).next, 1 - 0.01 * Math.sign(g));
  });

  test("Adam's third step, by hand", () => {
    // m = 0.9 * 0.2 + 0.1 * 0.5, v = 0.99 * 0.04 + 0.01 * 0.25
    const step = weightStep({ ...adam, steps: 2 }, { ...none, m: 0.2, v: 0.04, g: 0.5, w: 1 });
    assert.ok(step.kind === 'adam');
    close(step.m, 0.23);
    close(step.v, 0.0421);
    close(step.stepSize, (0.01 * Math.sqrt(1 - 0.970299)) / (1 - 0.729));
    close(step.next, 1 - (step.stepSize * 0.23) / (Math.sqrt(0.0421) + 1e-8));
  });

  test('epsilon is outside the root, added to the uncorrected v', () => {
    const rule = { kind: 'adam', beta1: 0.9, beta2: 0.99, epsilon: 0.1 } as const;
    const step = weightStep({ ...adam, rule }, { ...none, g: 1, w: 0 });
    close(step.next, -(((0.01 * 0.1) / 0.1) * 0.1) / (Math.sqrt(0.01) + 0.1));
  });

  test('AdamW decays a kernel, but not a bias', () => {
    const rule = { kind: 'adamW', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.5 } as const;
    const settings = { ...adam, rule };
    close(weightStep(settings, { ...none, g: 0, w: 2, decays: true }).next, 2 - 0.01 * 0.5 * 2);
    close(weightStep(settings, { ...none, g: 0, w: 2 }).next, 2);
  });

  test('SGD with momentum keeps its velocity', () => {
    const rule = { kind: 'sgd', momentum: 0.9 } as const;
    const step = weightStep({ ...adam, rule, steps: 7 }, { ...none, u: 2, g: 1, w: 1 });
    close(step.kind === 'sgd' ? step.u : 0, 2.8);
    close(step.next, 1 - 0.028);
  });
});

/** Settings with which every part of a step is visible: no beta near 1, an epsilon that matters next to v. */
const rules: readonly OptimizerRule[] = [
  { kind: 'adam', beta1: 0.8, beta2: 0.95, epsilon: 1e-2 },
  { kind: 'adamW', beta1: 0.8, beta2: 0.95, epsilon: 1e-2, weightDecay: 0.3 },
  { kind: 'sgd', momentum: 0.7 },
];
const objective = { labelSmoothing: 0.1, l2: 0.01 };
const RATE = 0.125;
const all = Int32Array.from(everyLayer.labels.keys());
const { network } = everyLayer;

/**
 * A state like after some steps: first moments and velocities of either sign, second moments well above 0 (some gradients
 * are 0 except for rounding, and Adam would divide rounding errors by each other).
 */
function stateOf({ kind }: OptimizerRule): OptimizerState {
  const slot = (prefix: string, value: (i: number) => number) =>
    parameterSpecs(network)
      .filter(({ trained }) => trained)
      .map(({ name, shape }) => {
        const { data } = everyLayer.parameters[name]!;
        return [`${prefix}/${name}`, { shape, data: data.map((_, i) => value(i)) }] as const;
      });
  const waves = (i: number) => 0.1 * Math.sin(i + 1);
  const squares = (i: number) => 0.02 + 0.01 * Math.cos(i);
  const slots = kind === 'sgd' ? slot('u', waves) : [...slot('m', waves), ...slot('v', squares)];
  return { steps: 3, slots: Object.fromEntries(slots) };
}

describe("a whole net's step equals the backend's", () => {
  const { load } = BACKENDS.find(({ id }) => id === 'fused-wasm')!;
  for (const rule of rules) {
    for (const clipNorm of [null, 0.5]) {
      test(`${rule.kind}${clipNorm === null ? '' : ', clipped'}`, async () => {
        const opening = {
          ...openingOf(everyLayer),
          optimizer: rule,
          objective,
          optimizerState: stateOf(rule),
          ...(clipNorm && { clipNorm }),
        };
        await withSession(await load(), opening, async (session) => {
          const parameters = await session.parameters();
          const { steps, slots } = await session.optimizerState();
          const { gradients } = expectedTraining({ ...everyLayer, parameters }, DROPOUT_SEED, { objective, steps });
          const settings = { rule, learningRate: RATE, steps, clipNorm };
          const taken = optimizerStep(network, parameters, gradients, slots, settings);
          await session.train(all, RATE);
          const after = await session.parameters();
          // The change in units of the learning rate, because it is small compared with the weights.
          const takenOff = (from: Named) =>
            Object.fromEntries(
              Object.keys(gradients).map((name) => {
                const before = parameters[name]!.data;
                return [name, { data: Float64Array.from(from[name]!.data, (w, i) => (before[i]! - w) / RATE) }];
              }),
            );
          assertAllClose(takenOff(after), takenOff(taken.parameters));
          assertAllClose((await session.optimizerState()).slots, taken.slots);
          if (clipNorm) assert.ok(taken.norm > clipNorm && Math.abs(taken.scale - clipNorm / taken.norm) < 1e-15);
        });
      });
    }
  }
});

test('statistics of batch norms are not updated, and a missing gradient is named', () => {
  const { parameters } = everyLayer;
  const { gradients } = expectedTraining(everyLayer, DROPOUT_SEED);
  const settings = { rule: rules[0]!, learningRate: RATE, steps: 0, clipNorm: null };
  const taken = optimizerStep(network, parameters, gradients, {}, settings);
  for (const name of ['mean1', 'variance2']) {
    assert.deepEqual(taken.parameters[name]!.data, Float64Array.from(parameters[name]!.data));
  }
  const { W2: _, ...rest } = gradients;
  assert.throws(
    () => optimizerStep(network, parameters, rest, {}, settings),
    (error: ShapeError) => error instanceof ShapeError && /the gradient of W2/.test(error.message),
  );
});
