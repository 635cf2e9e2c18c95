/** Whole networks: random ones checked with finite differences, and refused inputs. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { dropoutMask } from '../../../../native-bridge/convnet/dropout.ts';
import { initialise } from '../../../../native-bridge/convnet/initialisers.ts';
import { Network, NetworkError } from '../../../../native-bridge/convnet/network.ts';
import { NO_CLASS } from '../../../../native-bridge/convnet/no-class.ts';
import { parameterSpecs } from '../../../../native-bridge/convnet/parameters.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { ShapeError, type Tensor, tensor } from '../../../../native-bridge/reference/index.ts';
import {
  type AnyParameters,
  referenceForward,
  referenceLossAndGradients,
} from '../../../../native-bridge/reference/network.ts';
import { assertClose, numericGradient, randomTensor } from './comparing.ts';
import { identity, network } from './small-networks.ts';

const count = (max: number) => fc.integer({ min: 1, max });
const padding = fc.constantFrom('same', 'valid');
const spatial = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('conv'),
      filters: count(3),
      kernel: count(4),
      stride: count(2),
      padding,
      bias: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('maxPool', 'averagePool'),
      size: count(3),
      stride: count(3),
      padding,
    }),
  },
  { weight: 2, arbitrary: fc.constantFrom({ kind: 'relu' }, { kind: 'batchNorm' }, { kind: 'dropout', rate: 0.3 }) },
);
const flat = fc.oneof(
  fc.constantFrom({ kind: 'relu' }, { kind: 'batchNorm' }, { kind: 'dropout', rate: 0.4 }),
  fc.record({ kind: fc.constant('dense'), units: count(4), bias: fc.boolean() }),
);
/** Any valid small network, over pictures that need not be square. */
const networks = fc
  .record({
    input: fc.tuple(count(7), count(7), count(2)),
    spatial: fc.array(spatial, { maxLength: 4 }),
    flat: fc.array(flat, { maxLength: 2 }),
  })
  .map((drawn) => ({
    name: 'random',
    input: drawn.input,
    layers: [...drawn.spatial, { kind: 'flatten' }, ...drawn.flat, { kind: 'dense', units: 3 }],
  }))
  .map((value) => Network.parse(value))
  .filter((net) => {
    try {
      return parameterSpecs(net).length > 0;
    } catch {
      return false;
    }
  });

function randomParameters(net: Network, seed: number): Record<string, Tensor> {
  return Object.fromEntries(
    parameterSpecs(net).map(({ name, shape, role }, i) => {
      const drawn = randomTensor(shape, seed + i);
      return [
        name,
        role === 'variance'
          ? tensor(
              shape,
              drawn.data.map((x) => 1.5 + x),
            )
          : drawn,
      ];
    }),
  );
}

const objectives = fc.record({ labelSmoothing: fc.constantFrom(0, 0.1, 0.7), l2: fc.constantFrom(0, 0.3) });

test('random networks and objectives: every gradient equals finite differences', () => {
  let [checked, kinks] = [0, 0];
  fc.assert(
    fc.property(networks, fc.nat(), fc.boolean(), objectives, (net, seed, training, objective) => {
      const parameters = randomParameters(net, seed);
      const images = randomTensor([3, ...net.input], seed + 99).data;
      const [labels, indices] = [Int32Array.of(0, 2, seed % 4 === 0 ? NO_CLASS : 1), Int32Array.of(2, 0, 1)];
      const mask = (layer: number, size: number, rate: number) => dropoutMask(5, 0, layer, size, rate);
      const options = { training, mask, objective };
      const act = () => referenceLossAndGradients(net, parameters, images, labels, indices, options);
      const { gradients } = act();
      const trained = parameterSpecs(net).filter((spec) => spec.trained);
      assert.deepEqual(Object.keys(gradients).sort(), trained.map(({ name }) => name).sort());
      for (const { name, shape } of trained) {
        assert.deepEqual(gradients[name]!.shape, shape);
        const { data } = parameters[name]!;
        for (let i = seed % Math.min(data.length, 3); i < data.length; i += Math.ceil(data.length / 4)) {
          const numeric = numericGradient(data, i, () => act().loss);
          if (numeric === null) kinks++;
          else assertClose(tensor([], [gradients[name]!.data[i]!]), tensor([], [numeric]), 1e-6, `${name} ${i}`);
          checked++;
        }
      }
    }),
    { numRuns: 150 },
  );
  assert.ok(checked > 500 && kinks < checked / 10, `${kinks} kinks in ${checked}`);
});

test('in inference, the loss of a mini-batch is the mean of its pictures’ losses', () => {
  const net = presetNetwork('lenet5', { input: [16, 16, 1], classes: 4 });
  const parameters = initialise(net, 1);
  const images = Uint8Array.from(randomTensor([3, 256], 4).data, (x) => 128 + 127 * x);
  const labels = Int32Array.of(3, 0, 2);
  const loss = (...indices: number[]) =>
    referenceLossAndGradients(net, parameters, images, labels, Int32Array.from(indices), { training: false }).loss;
  assert.ok(Math.abs(loss(0, 1, 2, 1) - (loss(0) + 2 * loss(1) + loss(2)) / 4) < 1e-14);
  const logits = referenceForward(net, parameters, images, 3);
  assertClose(
    referenceForward(net, parameters, images.subarray(256), 1),
    tensor([1, 4], logits.data.subarray(4, 8)),
    0,
  );
});

describe('the objective', () => {
  const net = network([1, 1, 2], [{ kind: 'conv', filters: 2, kernel: 1 }], 2);
  const parameters = {
    W1: tensor([1, 1, 2, 2], [3, -1, 2, 0.5]),
    b1: tensor([2], [5, 7]),
    W2: tensor([2, 2], [1, 0, 0, -2]),
  };
  const loss = (objective?: { labelSmoothing: number; l2: number }, label = 1) =>
    referenceLossAndGradients(net, parameters, Float64Array.of(0.2, -0.1), Int32Array.of(label), Int32Array.of(0), {
      ...(objective && { objective }),
    });

  test('l2 adds l2 / 2 times the squares of the kernels, biases left out', () => {
    const squares = 9 + 1 + 4 + 0.25 + (1 + 4);
    assert.ok(Math.abs(loss({ labelSmoothing: 0, l2: 0.3 }).loss - loss().loss - 0.15 * squares) < 1e-12);
  });

  test('label smoothing is the cross-entropy with (1 - s) * one-hot + s / K', () => {
    const { logits } = loss();
    const [a, b] = logits.data as unknown as [number, number];
    const sum = Math.log(Math.exp(a) + Math.exp(b));
    assert.ok(Math.abs(loss().loss - (sum - b)) < 1e-12);
    // K = 2, s = 0.1, the label is 1: targets 0.05 and 0.95
    assert.ok(Math.abs(loss({ labelSmoothing: 0.1, l2: 0 }).loss - (0.05 * (sum - a) + 0.95 * (sum - b))) < 1e-12);
  });

  test('a picture without a class has 1 / K for each, whatever the smoothing', () => {
    const { logits } = loss();
    const [a, b] = logits.data as unknown as [number, number];
    const sum = Math.log(Math.exp(a) + Math.exp(b));
    for (const labelSmoothing of [0, 0.1]) {
      const got = loss({ labelSmoothing, l2: 0 }, NO_CLASS).loss;
      assert.ok(Math.abs(got - (0.5 * (sum - a) + 0.5 * (sum - b))) < 1e-12);
    }
  });
});

describe('inputs that do not fit the network are refused', () => {
  const net = network([1, 1, 2], [{ kind: 'relu' }], 2);
  const act = (parameters: AnyParameters, pictures: number, label: number, index: number) => () =>
    referenceLossAndGradients(
      net,
      parameters,
      new Uint8Array(2 * pictures),
      Int32Array.of(label),
      Int32Array.of(index),
    );
  const W1 = identity(2);
  test('a parameter that is missing', () => assert.throws(act({}, 1, 0, 0), /W1 is \(0\).*\(2,2\)/));
  test('a parameter with another shape', () =>
    assert.throws(act({ W1: identity(3) }, 1, 0, 0), /W1 is \(3,3\).*\(2,2\)/));
  test('a missing picture', () => assert.throws(act({ W1 }, 1, 0, 1), /\(1,1,1,2\), but picture 1/));
  test('a label that is not a class', () => assert.throws(act({ W1 }, 1, 2, 0), /picture 0 has label 2, .*\(m,2\)/));
  test('all of them as ShapeError, with a remedy', () => {
    assert.throws(act({ W1 }, 0, 0, 0), (error) => error instanceof ShapeError && /\.$/.test(error.remedy));
  });
  test('an impossible network as NetworkError', () => {
    assert.throws(() => referenceForward({ ...net, layers: [] }, { W1 }, new Uint8Array(2), 1), NetworkError);
  });
});
