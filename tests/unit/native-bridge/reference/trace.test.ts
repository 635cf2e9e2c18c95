/** A traced network: the outputs of its layers, and the gradient down to the pictures by finite differences. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { initialise } from '../../../../native-bridge/convnet/initialisers.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { inferShapes } from '../../../../native-bridge/convnet/shapes.ts';
import { ShapeError, tensor } from '../../../../native-bridge/reference/index.ts';
import { referenceForward, referenceLossAndGradients } from '../../../../native-bridge/reference/network.ts';
import { softmaxCrossEntropy } from '../../../../native-bridge/reference/softmax-cross-entropy.ts';
import { traceForward } from '../../../../native-bridge/reference/trace.ts';
import { dot, numericGradient, randomTensor } from './comparing.ts';

const network = presetNetwork('three-block', { input: [16, 16, 3] });
const parameters = initialise(network, 2);
const input = randomTensor([1, 16, 16, 3], 5);

describe('traceForward', () => {
  test('returns the output of every layer; the last is bit for bit the logits of referenceForward', () => {
    const { outputs, logits } = traceForward(network, parameters, input);
    assert.deepEqual(
      outputs.map(({ shape }) => shape),
      inferShapes(network).map((shape) => [1, ...shape]),
    );
    assert.equal(outputs.at(-1), logits);
    assert.deepEqual(logits, referenceForward(network, parameters, input.data, 1));
  });

  test('the gradient with respect to the picture agrees with finite differences, from the logits and from an intermediate layer', () => {
    for (const layer of [network.layers.length - 1, 3]) {
      const { outputs, backward } = traceForward(network, parameters, input);
      const weights = randomTensor(outputs[layer]!.shape, 7);
      const { dInput, dOutputs } = backward(weights, layer);
      assert.equal(dOutputs.length, layer + 1);
      assert.equal(dOutputs[layer], weights);
      const loss = () => dot(traceForward(network, parameters, input).outputs[layer]!, weights);
      const slopes = Array.from({ length: 40 }, (_, k) => [k * 19, numericGradient(input.data, k * 19, loss)] as const);
      const smooth = slopes.filter(([, slope]) => slope !== null);
      assert.ok(smooth.length > 20, `${smooth.length} slopes`);
      for (const [i, slope] of smooth) assert.ok(Math.abs(dInput.data[i]! - slope!) < 1e-8, `pixel ${i}`);
    }
  });

  test('the gradients of the parameters equal those of referenceLossAndGradients in inference mode', () => {
    const [labels, indices] = [Int32Array.of(4), Int32Array.of(0)];
    const traced = traceForward(network, parameters, input);
    const { gradients } = traced.backward(softmaxCrossEntropy(traced.logits, labels).dLogits);
    const options = { training: false };
    const expected = referenceLossAndGradients(network, parameters, input.data, labels, indices, options);
    assert.deepEqual(gradients, expected.gradients);
  });

  test('refuses pictures of another size, an unknown layer and a gradient of another shape', () => {
    const wrong = tensor([1, 8, 8, 3], new Float64Array(192));
    assert.throws(() => traceForward(network, parameters, wrong), ShapeError);
    const { logits, backward } = traceForward(network, parameters, input);
    assert.throws(() => backward(logits, 99), /layer 99/);
    assert.throws(() => backward(logits, 0), ShapeError);
  });
});
