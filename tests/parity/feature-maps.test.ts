/** The output of every layer in Learn equals that of the exported file in ONNX Runtime. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { valueInfo } from '../../native-bridge/onnx/graph.ts';
import { INPUT } from '../../native-bridge/onnx/metadata.ts';
import { readParameters } from '../../native-bridge/onnx/read-parameters.ts';
import { createSession, loadRuntime } from '../../native-bridge/onnx/runtime.ts';
import { DataType, decodeModel, type NodeProto, withGraph } from '../../native-bridge/onnx/schema.ts';
import { type Tensor, tensor } from '../../native-bridge/reference/index.ts';
import { traceForward } from '../../native-bridge/reference/trace.ts';
import { lab } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { ALL_KINDS, randomImages, writeModel } from '../unit/native-bridge/onnx/fixtures.ts';

/** Required tolerance: absolute, for every number of every layer. */
const BOUND = 1e-5;
const picture = randomImages(1, 3);
const trained: Record<string, Uint8Array> = {};

before(async () => {
  const folder = temporaryFolder({ after });
  for (const preset of ['course', 'three-block']) {
    const out = join(folder, preset);
    const { status, stderr } = await lab([
      'train',
      '--data',
      'synthetic',
      '--preset',
      preset,
      '--epochs',
      '3',
      '--out',
      out,
    ]);
    assert.equal(status, 0, stderr);
    trained[preset] = readFileSync(join(out, 'model.onnx'));
  }
});

for (const preset of ['course', 'three-block']) {
  test(`every feature map of a trained ${preset}`, () => agrees(trained[preset]!));
}

test('every feature map of a net with every kind of layer', () =>
  agrees(readFileSync(writeModel(temporaryFolder({ after }), ALL_KINDS))));

async function agrees(bytes: Uint8Array): Promise<void> {
  const { network, parameters } = readParameters(bytes);
  const input = tensor(
    [1, ...network.input],
    Float64Array.from(picture, (byte) => byte / 255),
  );
  const { outputs } = traceForward(network, parameters, input);
  const names = layerOutputs(decodeModel(bytes).graph.node, network.layers);
  const seen = await run(bytes, names, outputs);
  for (const [index, layer] of network.layers.entries()) {
    const [expected, found] = [outputs[index]!, seen[index]!];
    assert.equal(found.length, expected.data.length, `layer ${index + 1}`);
    for (const [at, value] of expected.data.entries()) {
      const difference = Math.abs(found[at]! - value);
      assert.ok(difference <= BOUND, `layer ${index + 1} (${layer.kind})[${at}]: ${value}, ONNX ${found[at]}`);
    }
  }
}

/** The tensor in the graph for each layer's output; inference drops nothing, so a dropout's is the previous one. */
function layerOutputs(nodes: readonly NodeProto[], layers: readonly { kind: string }[]): string[] {
  const operators: Record<string, string[]> = {
    ...{ conv: ['Conv'], relu: ['Relu'], maxPool: ['MaxPool'], averagePool: ['AveragePool'], dropout: [] },
    ...{ batchNorm: ['BatchNormalization'], flatten: ['Transpose', 'Flatten'], dense: ['Gemm'] },
  };
  let at = nodes.findIndex(({ opType }) => opType === 'Transpose'); // the last operation on pixels
  return layers.map(({ kind }) => {
    for (const opType of operators[kind]!) assert.equal(nodes[++at]?.opType, opType);
    return nodes[at]!.output[0]!;
  });
}

/** The named tensors for the picture, in the order of `outputs`: (N,C,H,W) as (N,H,W,C). */
async function run(bytes: Uint8Array, names: string[], outputs: readonly Tensor[]): Promise<Float32Array[]> {
  const known = new Set(decodeModel(bytes).graph.output.map(({ name }) => name));
  const more = [...new Set(names)].filter((name) => !known.has(name));
  const asInOnnx = ({ shape: [, ...shape] }: Tensor) =>
    shape.length === 3 ? [shape[2]!, shape[0]!, shape[1]!] : shape;
  const output = more.map((name) => valueInfo(name, DataType.float32, asInOnnx(outputs[names.indexOf(name)]!)));
  const session = await createSession(withGraph(bytes, { output }));
  const { Tensor: OrtTensor } = loadRuntime();
  const out = await session.run({ [INPUT]: new OrtTensor('uint8', picture, [1, 64, 64, 3]) }, names);
  await session.release();
  return names.map((name, index) => {
    const { data, dims } = out[name]!;
    assert.ok(data instanceof Float32Array);
    assert.deepEqual(dims.slice(1), asInOnnx(outputs[index]!));
    return dims.length === 4 ? toNhwc(data, dims) : data;
  });
}

function toNhwc(data: Float32Array, [, channels, rows, columns]: readonly number[]): Float32Array {
  const cells = rows! * columns!;
  return Float32Array.from({ length: data.length }, (_, at) => {
    const [cell, channel] = [Math.floor(at / channels!), at % channels!];
    return data[channel * cells + cell]!;
  });
}
