/** Each kind of layer, and the loss, by hand. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Network } from '../../../../native-bridge/convnet/network.ts';
import { parameterSpecs } from '../../../../native-bridge/convnet/parameters.ts';
import { type Tensor, tensor } from '../../../../native-bridge/reference/index.ts';
import {
  type AnyParameters,
  type ReferenceOptions,
  referenceForward,
  referenceLossAndGradients,
} from '../../../../native-bridge/reference/network.ts';
import { assertClose, randomTensor } from './comparing.ts';
import { identity, network } from './small-networks.ts';

/** The output of `layers` for one picture, flat. */
function outputOf(
  input: number[],
  layers: object[],
  picture: Tensor,
  parameters: AnyParameters,
  units: number,
): Tensor {
  const net = network(input, layers, units);
  const last = parameterSpecs(net).at(-1)!.name;
  return referenceForward(net, { ...parameters, [last]: identity(units) }, picture.data, 1);
}

describe('layers by hand', () => {
  test('bytes are divided by 255, floats are not; relu', () => {
    const net = network([1, 1, 2], [{ kind: 'relu' }], 2);
    const forward = (images: Uint8Array | Float64Array) => referenceForward(net, { W1: identity(2) }, images, 1);
    assertClose(forward(Uint8Array.of(255, 51)), tensor([1, 2], [1, 0.2]), 1e-15);
    assertClose(forward(Float64Array.of(-3, 51)), tensor([1, 2], [0, 51]), 0);
  });

  test('a SAME 4x4 kernel reaches one pixel back and two ahead', () => {
    const [input, picture, W1] = [[5, 6, 2], randomTensor([5, 6, 2], 1), randomTensor([4, 4, 2, 3], 2)];
    const logits = outputOf(input, [{ kind: 'conv', filters: 3, kernel: 4, bias: false }], picture, { W1 }, 90);
    const expected = Array.from({ length: 90 }, (_, k) => {
      const [h, w, filter] = [Math.floor(k / 18), Math.floor(k / 3) % 6, k % 3];
      let sum = 0;
      for (let t = 0; t < 32; t++) {
        const [y, x, c] = [h + Math.floor(t / 8) - 1, w + (Math.floor(t / 2) % 4) - 1, t % 2];
        if (y >= 0 && y < 5 && x >= 0 && x < 6) sum += picture.data[(y * 6 + x) * 2 + c]! * W1.data[t * 3 + filter]!;
      }
      return sum;
    });
    assertClose(logits, tensor([1, 90], expected), 1e-13);
  });

  test('a convolution with stride 2 and bias: SAME pads only after, VALID not at all', () => {
    const picture = tensor(
      [4, 4, 1],
      Array.from({ length: 16 }, (_, i) => i),
    );
    const parameters = { W1: tensor([3, 3, 1, 1], new Float64Array(9).fill(1)), b1: tensor([1], [100]) };
    const conv = { kind: 'conv', filters: 1, kernel: 3, stride: 2 };
    // rows and columns 0-2 and 2-3
    assertClose(outputOf([4, 4, 1], [conv], picture, parameters, 4), tensor([1, 4], [145, 139, 166, 150]), 0);
    const valid = { ...conv, padding: 'valid' };
    assertClose(outputOf([4, 4, 1], [valid], picture, parameters, 1), tensor([1, 1], [145]), 0);
  });

  test('SAME max pooling never takes the padding, even of negative numbers', () => {
    const picture = tensor([3, 3, 1], [-1, -2, -3, -4, -5, -6, -7, -8, -9]);
    const pool = { kind: 'maxPool', size: 2, stride: 2, padding: 'same' };
    assertClose(outputOf([3, 3, 1], [pool], picture, {}, 4), tensor([1, 4], [-1, -3, -7, -9]), 0);
  });

  test('SAME average pooling divides by the pixels inside the picture', () => {
    const picture = tensor([3, 3, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const pool = { kind: 'averagePool', size: 2, stride: 2, padding: 'same' };
    assertClose(outputOf([3, 3, 1], [pool], picture, {}, 4), tensor([1, 4], [3, 4.5, 7.5, 9]), 1e-15);
    const valid = { kind: 'averagePool', size: 2, stride: 1 };
    assertClose(outputOf([3, 3, 1], [valid], picture, {}, 4), tensor([1, 4], [3, 4, 6, 7]), 1e-15);
  });

  const normalised = network([1, 1, 1], [{ kind: 'batchNorm', momentum: 0.9, epsilon: 0.25 }], 1);
  const norm = {
    ...{ gamma1: tensor([1], [3]), beta1: tensor([1], [1]), mean1: tensor([1], [2]), variance1: tensor([1], [3.75]) },
    W1: identity(1),
  };

  test('batch norm: running statistics in inference, mini-batch statistics in training', () => {
    const images = Float64Array.of(1, 5); // mean 3, biased variance 4
    const inference = referenceForward(normalised, norm, images, 2);
    assertClose(inference, tensor([2, 1], [-0.5, 5.5]), 1e-15); // (x - 2) / 2 * 3 + 1
    const training = referenceForward(normalised, norm, images, 2, { training: true });
    const swing = 6 / Math.sqrt(4.25);
    assertClose(training, tensor([2, 1], [1 - swing, 1 + swing]), 1e-15);
  });

  test('batch norm: training moves the running statistics by 1 - momentum', () => {
    const act = (options: ReferenceOptions) =>
      referenceLossAndGradients(
        normalised,
        norm,
        Float64Array.of(1, 5),
        Int32Array.of(0, 0),
        Int32Array.of(0, 1),
        options,
      );
    const { running } = act({});
    assertClose(running.mean1!, tensor([1], [0.9 * 2 + 0.1 * 3]), 1e-15);
    assertClose(running.variance1!, tensor([1], [0.9 * 3.75 + 0.1 * 4]), 1e-15);
    assert.deepEqual(act({ training: false }).running, {});
  });

  test('dropout multiplies by the given mask in training, and does nothing in inference', () => {
    const net = network([1, 1, 3], [{ kind: 'relu' }, { kind: 'dropout', rate: 0.5 }], 3);
    const forward = (options: ReferenceOptions) =>
      referenceForward(net, { W1: identity(3) }, Float64Array.of(1, 2, 3, 4, 5, 6), 2, options);
    const asked: number[][] = [];
    const mask = (...question: number[]) => {
      asked.push(question);
      return [0, 2, 0, 2, 0, 2];
    };
    assertClose(forward({ training: true, mask }), tensor([2, 3], [0, 4, 0, 8, 0, 12]), 0);
    assert.deepEqual(asked, [[1, 6, 0.5]]);
    assertClose(forward({ mask }), tensor([2, 3], [1, 2, 3, 4, 5, 6]), 0);
    assert.throws(() => forward({ training: true }), /options\.mask/);
  });

  test('dense: x W + b, and the mean softmax cross-entropy with its gradient', () => {
    const net = Network.parse({
      name: 'dense',
      input: [1, 1, 2],
      layers: [{ kind: 'flatten' }, { kind: 'dense', units: 2 }],
    });
    const parameters = { W1: tensor([2, 2], [1, 2, 3, 4]), b1: tensor([2], [0, -6 + Math.log(3)]) };
    // logits (4, ln 3) for (1, 1); (0, ln 3 - 6) for (0, 0)
    const images = Float64Array.of(9, 9, 1, 1, 0, 0);
    const one = referenceLossAndGradients(net, parameters, images, Int32Array.of(0, 1, 0), Int32Array.of(1));
    assertClose(one.logits, tensor([1, 2], [4, Math.log(3)]), 1e-15);
    const wrong = Math.exp(4) / (Math.exp(4) + 3); // probability of class 0; the label is 1
    assertClose(tensor([], [one.loss]), tensor([], [-Math.log(1 - wrong)]), 1e-14);
    assertClose(one.gradients.W1!, tensor([2, 2], [wrong, -wrong, wrong, -wrong]), 1e-14);
    assertClose(one.gradients.b1!, tensor([2], [wrong, -wrong]), 1e-14);
    const both = referenceLossAndGradients(net, parameters, images, Int32Array.of(0, 1, 0), Int32Array.of(1, 2));
    const other = -Math.log(1 / (1 + 3 * Math.exp(-6)));
    assertClose(tensor([], [both.loss]), tensor([], [(one.loss + other) / 2]), 1e-14);
  });

  test('huge logits do not overflow', () => {
    const net = network([1, 1, 2], [{ kind: 'relu' }], 2);
    const { loss } = referenceLossAndGradients(
      net,
      { W1: identity(2) },
      Float64Array.of(5000, 0),
      Int32Array.of(1),
      Int32Array.of(0),
    );
    assert.equal(loss, 5000);
  });

  test('max pooling ties: the first by default, all on request', () => {
    const net = network([2, 2, 1], [{ kind: 'batchNorm' }, { kind: 'maxPool', size: 2, stride: 2 }], 2);
    const one = tensor([1], [1]);
    const parameters = {
      gamma1: one,
      beta1: one,
      mean1: tensor([1], [0]),
      variance1: one,
      W1: tensor([1, 2], [1, -1]),
    };
    const gradient = (ties: ReferenceOptions['ties']) => {
      const images = Float64Array.of(0.5, 0.5, 0.5, 0.25); // three maxima
      const options = { training: false, ties };
      return referenceLossAndGradients(net, parameters, images, Int32Array.of(0), Int32Array.of(0), options).gradients
        .beta1!.data[0]!;
    };
    assert.ok(gradient('first') < 0);
    assert.equal(gradient(undefined), gradient('first'));
    assert.ok(Math.abs(gradient('all') / gradient('first') - 3) < 1e-12);
  });
});
