/** Parameters read from model files: bit for bit as exported, or an error that says why not. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Network } from '../../../../native-bridge/convnet/network.ts';
import { classCount, parameterSpecs } from '../../../../native-bridge/convnet/parameters.ts';
import { PRESET_NAMES, presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import type { Parameters } from '../../../../native-bridge/convnet/tensor.ts';
import { exportOnnx } from '../../../../native-bridge/onnx/export.ts';
import { OnnxError } from '../../../../native-bridge/onnx/onnx-error.ts';
import { readParameters } from '../../../../native-bridge/onnx/read-parameters.ts';
import { decodeModel, encodeModel, type ModelProto } from '../../../../native-bridge/onnx/schema.ts';
import { caseOf, cases } from '../../../conformance/networks.ts';
import { ALL_KINDS, FACTS, randomParameters, SMALL } from './fixtures.ts';
import { changeTensor, nodeOf, remove, setInts } from './graph-edits.ts';

const exported = (network: Network, parameters: Parameters) => {
  const classes = Array.from({ length: classCount(network) }, (_, k) => `class ${k}`);
  return exportOnnx({ network, parameters, classes, metadata: FACTS });
};

/** Same names in the same order, same shapes, same bits. */
function assertReadBack(network: Network, parameters: Parameters): void {
  const read = readParameters(exported(network, parameters));
  assert.deepEqual(read.network, network);
  assert.deepEqual(
    Object.keys(read.parameters),
    parameterSpecs(network).map(({ name }) => name),
  );
  for (const { name, shape } of parameterSpecs(network)) {
    assert.deepEqual(read.parameters[name]!.shape, shape, name);
    assert.deepEqual(bits(read.parameters[name]!.data), bits(parameters[name]!.data), name);
  }
}

const bits = (data: Float32Array) => new Uint32Array(data.buffer, data.byteOffset, data.length);

describe('parameters are read back bit for bit', () => {
  for (const network of [...PRESET_NAMES.map((name) => presetNetwork(name)), ALL_KINDS]) {
    test(network.name, () => assertReadBack(network, randomParameters(network, 5)));
  }

  test('of any network of the schema', () => {
    fc.assert(
      fc.property(cases, ({ network }) => {
        const [height, width] = network.input;
        const { network: rgb, parameters } = caseOf({ ...network, input: [height, width, 3] }, 1, 7);
        assertReadBack(rgb, parameters);
      }),
      { numRuns: 200 },
    );
  });

  test('including -0, the smallest and the largest numbers', () => {
    const parameters = randomParameters(SMALL, 1);
    parameters.W1!.data.set([-0, 2 ** -149, -(2 ** -126), 3.4028234663852886e38]);
    assertReadBack(SMALL, parameters);
  });
});

describe('refused is', () => {
  const bytes = exported(ALL_KINDS, randomParameters(ALL_KINDS, 2));
  const changed = (change: (model: ModelProto) => void): Uint8Array => {
    const model = decodeModel(bytes);
    change(model);
    return encodeModel(model);
  };
  const refuses = (model: Uint8Array, message: RegExp) =>
    assert.throws(
      () => readParameters(model),
      (error: unknown) => {
        assert.ok(error instanceof OnnxError, String(error));
        assert.match(error.message, message);
        assert.match(error.remedy, /\w{3}/);
        return true;
      },
    );

  test('a file from another program', () => {
    const foreign = changed((model) => {
      model.metadataProps = [];
      model.producerName = 'pytorch';
    });
    refuses(foreign, /not exported by Signs Lab/);
  });

  test('a file truncated anywhere, or not a model', () => {
    refuses(new TextEncoder().encode('no model'), /not ONNX|cut off/);
    for (let tenth = 1; tenth < 10; tenth++) {
      refuses(bytes.subarray(0, Math.floor((bytes.length * tenth) / 10)), /cut off|damaged|not exported/);
    }
  });

  test('a file without its graph', () => {
    const { graph: _, ...head } = decodeModel(bytes);
    refuses(encodeModel(head as ModelProto), /there is no graph in it/);
  });

  test('a constant that is missing, has another shape, or is too short', () => {
    refuses(
      changed(({ graph }) => {
        graph.initializer = graph.initializer.filter(({ name }) => name !== 'mean2');
      }),
      /no parameter mean2/,
    );
    refuses(
      changed(({ graph }) => changeTensor(graph, 'W1', ({ shape }) => ({ shape: shape.toReversed() }))),
      /W1 is of type 1 and shape \(4,4,3,6\), not float32 \(6,3,4,4\)/,
    );
    refuses(
      changed(({ graph }) => changeTensor(graph, 'b4', ({ data }) => ({ data: data.subarray(1) }))),
      /b4 has 20 bytes, not 24/,
    );
  });

  test('a graph that computes something other than its card says', () => {
    const another = /another program has changed the file/;
    refuses(
      changed(({ graph }) => remove(graph, nodeOf(graph, 'Relu'))),
      another,
    );
    refuses(
      changed(({ graph }) => setInts(nodeOf(graph, 'Conv'), 'pads', () => [0, 0, 2, 2])),
      another,
    );
  });
});
