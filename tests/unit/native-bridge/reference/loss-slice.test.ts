/** The loss around the weights. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dropoutMask } from '../../../../native-bridge/convnet/dropout.ts';
import { parameterSpecs } from '../../../../native-bridge/convnet/parameters.ts';
import { referenceLoss } from '../../../../native-bridge/reference/loss.ts';
import { directionTo, moved, randomDirection } from '../../../../native-bridge/reference/loss-slice.ts';
import { optimizerStep } from '../../../../native-bridge/reference/optimizer.ts';
import type { Tensor } from '../../../../native-bridge/reference/tensor.ts';
import { expectedTraining } from '../../../conformance/oracle.ts';
import { DROPOUT_SEED, everyLayer } from '../../../conformance/sessions.ts';

const { network, parameters, images, labels } = everyLayer;
const objective = { labelSmoothing: 0.1, l2: 0.05 };
const mask = (layer: number, count: number, rate: number) => dropoutMask(DROPOUT_SEED, 0, layer, count, rate);
const lossAt = (at: typeof parameters | Readonly<Record<string, Tensor>>) =>
  referenceLoss(network, at, images, labels, { mask, objective });

test('the loss alone equals the one computed with the gradients', () => {
  const { loss } = expectedTraining(everyLayer, DROPOUT_SEED, { objective });
  assert.ok(Math.abs(lossAt(parameters) - loss) <= 1e-12);
});

describe('a random direction', () => {
  const direction = randomDirection(network, parameters, 5);

  test('has filters with the norms of those of the net, and is 0 elsewhere', () => {
    for (const { name, role, shape } of parameterSpecs(network)) {
      const [own, random] = [parameters[name]!.data, direction[name]!.data];
      if (role !== 'kernel') {
        assert.ok(
          random.every((value) => value === 0),
          name,
        );
        continue;
      }
      const filters = shape.at(-1)!;
      const norm = (of: ArrayLike<number>, filter: number) =>
        Math.hypot(...Array.from(of).filter((_, i) => i % filters === filter));
      for (let filter = 0; filter < filters; filter++) {
        assert.ok(Math.abs(norm(random, filter) / norm(own, filter) - 1) <= 1e-12, `${name}, filter ${filter}`);
      }
    }
  });

  test('is the same for the same seed, and different for another seed', () => {
    assert.deepEqual(randomDirection(network, parameters, 5), direction);
    assert.notDeepEqual(randomDirection(network, parameters, 6), direction);
  });

  test('has normal numbers: mean 0, variance 1, and 68 % within 1, before it is scaled', () => {
    const wide = {
      name: 'wide',
      input: [1, 1, 3] as [number, number, number],
      layers: [{ kind: 'flatten' as const }, { kind: 'dense' as const, units: 1, bias: false }],
    };
    const data = new Float64Array(3);
    const all: number[] = [];
    for (let seed = 0; seed < 4000; seed++) {
      const own = { W1: { shape: [3, 1], data: data.fill(1) } };
      all.push(...randomDirection(wide, own, seed).W1!.data);
    }
    // Three normal numbers scaled to the length sqrt(3) are uniform on a sphere: each is uniform in [-sqrt 3, sqrt 3].
    const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
    const variance = all.reduce((sum, x) => sum + x * x, 0) / all.length;
    const within = all.filter((x) => Math.abs(x) < Math.sqrt(3) / 2).length / all.length;
    assert.ok(Math.abs(mean) < 0.03 && Math.abs(variance - 1) < 1e-9 && Math.abs(within - 0.5) < 0.02);
  });
});

test('moved along two directions and to the end of a step', () => {
  const [a, b] = [randomDirection(network, parameters, 1), randomDirection(network, parameters, 2)];
  const at = moved(network, parameters, [
    [a, 0.5],
    [b, -2],
  ]);
  const { W1 } = at;
  const wanted = parameters.W1!.data.map((w, i) => w + 0.5 * a.W1!.data[i]! - 2 * b.W1!.data[i]!);
  assert.ok(W1!.data.every((value, i) => Math.abs(value - wanted[i]!) <= 1e-6));

  const { gradients } = expectedTraining(everyLayer, DROPOUT_SEED, { objective });
  const rule = { kind: 'sgd', momentum: 0 } as const;
  const step = optimizerStep(
    network,
    parameters,
    gradients,
    {},
    { rule, learningRate: 1e-3, steps: 0, clipNorm: null },
  );
  const direction = directionTo(network, parameters, step.parameters);
  const there = moved(network, parameters, [[direction, 1]]);
  assert.ok(Math.abs(lossAt(there) - lossAt(step.parameters)) <= 1e-12);
  // A small step against the gradient reduces the loss by the rate times the gradient's squared norm.
  const taken = lossAt(parameters) - lossAt(there);
  assert.ok(Math.abs(taken / (1e-3 * step.norm ** 2) - 1) < 0.05, `${taken}, ${1e-3 * step.norm ** 2}`);
});
