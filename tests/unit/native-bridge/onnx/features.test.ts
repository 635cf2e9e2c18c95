/** Features are checked with the last layer: features · W + b must equal the file's own logits. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Network } from '../../../../native-bridge/convnet/network.ts';
import { openFeatures } from '../../../../native-bridge/onnx/features.ts';
import { decodeModel, encodeModel, type ModelProto } from '../../../../native-bridge/onnx/schema.ts';
import { openModel } from '../../../../native-bridge/onnx/session.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { randomImages, randomParameters, SMALL, writeModel } from './fixtures.ts';

const folder = temporaryFolder({ after });
const path = writeModel(folder);
const images = randomImages(3, 5);
const parameters = Object.values(randomParameters(SMALL, 1));
const kernel = parameters.at(-2)!; // (64,6)
const bias = parameters.at(-1)!; // (6)

async function logitsOf(model: string): Promise<Float32Array> {
  const open = await openModel(model);
  const { logits } = await open.predict(images, 3);
  await open.release();
  return logits;
}

async function checkFeatures(model: string): Promise<void> {
  const open = await openFeatures(model);
  assert.ok(open);
  const features = await open.features(images); // (3,size)
  await open.release();
  assert.equal(features.length, 3 * open.size);
  for (const [i, logit] of (await logitsOf(model)).entries()) {
    const [n, k] = [Math.floor(i / 6), i % 6];
    let sum = bias.data[k]!;
    for (let d = 0; d < open.size; d++) sum += features[n * open.size + d]! * kernel.data[d * 6 + k]!;
    assert.ok(Math.abs(sum - logit) <= 1e-4 * Math.max(1, Math.abs(logit)), `${sum} is not ${logit}`);
  }
}

/** The same model with its last dense layer written differently. */
function variant(name: string, change: (model: ModelProto) => void): string {
  const model = decodeModel(readFileSync(path));
  change(model);
  writeFileSync(join(folder, name), encodeModel(model));
  return join(folder, name);
}

const denseOf = ({ graph }: ModelProto) => graph.node.find(({ opType }) => opType === 'Gemm')!;

describe('the features of a model', () => {
  test('are the input of its last dense layer', () => checkFeatures(path));

  test('are found before a MatMul with its bias added', () =>
    checkFeatures(
      variant('matmul.onnx', (model) => {
        const dense = denseOf(model);
        const [input, weights, added] = dense.input as [string, string, string];
        const [last] = dense.output as [string];
        const at = model.graph.node.indexOf(dense);
        model.graph.node.splice(
          at,
          1,
          { name: 'm', opType: 'MatMul', input: [input, weights], output: ['product'], attribute: [] },
          { name: 'a', opType: 'Add', input: ['product', added], output: [last], attribute: [] },
        );
      }),
    ));

  test('are not available in a graph with another ending', async () => {
    const other = variant('relu.onnx', (model) => {
      const dense = denseOf(model);
      const [last] = dense.output as [string];
      dense.output = ['before'];
      const at = model.graph.node.indexOf(dense);
      const relu = { name: 'r', opType: 'Relu', input: ['before'], output: [last], attribute: [] };
      model.graph.node.splice(at + 1, 0, relu);
    });
    await logitsOf(other);
    assert.equal(await openFeatures(other), null);
  });

  test('of a net with two dense layers are those of the last', async () => {
    const deep = Network.parse({
      ...SMALL,
      name: 'deep',
      layers: [
        ...SMALL.layers.slice(0, -1),
        { kind: 'dense', units: 9 },
        { kind: 'relu' },
        { kind: 'dense', units: 6 },
      ],
    });
    const open = await openFeatures(writeModel(folder, deep));
    assert.equal(open?.size, 9);
    await open.release();
  });
});
