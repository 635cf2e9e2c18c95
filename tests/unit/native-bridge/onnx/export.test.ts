/** Exported models in ONNX Runtime compared with the float64 reference. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Tensor } from 'onnxruntime-node';
import { Network } from '../../../../native-bridge/convnet/network.ts';
import { classCount } from '../../../../native-bridge/convnet/parameters.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { exportOnnx } from '../../../../native-bridge/onnx/export.ts';
import { OnnxError } from '../../../../native-bridge/onnx/onnx-error.ts';
import { createSession } from '../../../../native-bridge/onnx/runtime.ts';
import { decodeModel, type NodeProto } from '../../../../native-bridge/onnx/schema.ts';
import { referenceForward } from '../../../../native-bridge/reference/network.ts';
import { softmax } from '../../../../native-bridge/training/evaluate.ts';
import { type Case, caseOf, cases } from '../../../conformance/networks.ts';
import { ALL_KINDS, CLASSES, FACTS, randomParameters, SMALL } from './fixtures.ts';

const TOLERANCE = 1e-5; // of probabilities

function exportCase({ network, parameters }: Pick<Case, 'network' | 'parameters'>): Uint8Array {
  const classes = Array.from({ length: classCount(network) }, (_, k) => `class ${k}`);
  return exportOnnx({ network, parameters, classes, metadata: FACTS });
}

/** Largest difference of a probability between ONNX Runtime and the reference. */
async function difference(one: Case): Promise<number> {
  const { network, parameters, images, count } = one;
  const session = await createSession(exportCase(one));
  const out = await session.run({ image: new Tensor('uint8', images, [count, ...network.input]) });
  await session.release();
  const logits = referenceForward(network, parameters, images, count); // (count,classes)
  const classes = logits.shape[1]!;
  assert.deepEqual(out.logits?.dims, [count, classes]);
  assert.deepEqual(out.probabilities?.dims, [count, classes]);
  const expected = softmax(Float32Array.from(logits.data), classes);
  const given = out.probabilities.data as Float32Array;
  assert.ok(given.every(Number.isFinite));
  return expected.reduce((worst, p, i) => Math.max(worst, Math.abs(p - given[i]!)), 0);
}

describe('an exported model gives the probabilities of the float64 reference', () => {
  for (const network of [presetNetwork('course'), presetNetwork('lenet5'), ALL_KINDS]) {
    test(network.name, async () => {
      assert.ok((await difference(caseOf(network, 3, 11))) <= TOLERANCE);
    });
  }

  test('any network of the schema', async () => {
    const rgb = fc.tuple(cases, fc.nat({ max: 1e6 })).map(([{ network, count }, seed]) => {
      const [height, width] = network.input;
      return caseOf({ ...network, input: [height, width, 3] }, count, seed + 1);
    });
    await fc.assert(
      fc.asyncProperty(rgb, async (one) => {
        assert.ok((await difference(one)) <= TOLERANCE);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the graph', () => {
  const parameters = randomParameters(SMALL, 1);
  const { graph, opsetImport } = decodeModel(exportCase({ network: SMALL, parameters }));
  const conv = graph.node.find(({ opType }) => opType === 'Conv')!;
  const ints = (node: NodeProto, name: string) => node.attribute.find((one) => one.name === name)?.ints;

  test('has opset 17 and a free batch axis', () => {
    assert.deepEqual(opsetImport, [{ domain: '', version: 17 }]);
    const dims = [{ dimParam: 'N' }, { dimValue: 64 }, { dimValue: 64 }, { dimValue: 3 }];
    assert.deepEqual(graph.input[0]?.type.tensorType.shape.dim, dims);
  });

  test('names its pads: 4x4 with stride 2 on 64 pixels pads 1 and 1, 8x8 with stride 8 on 32 none', () => {
    assert.deepEqual(ints(conv, 'pads'), [1, 1, 1, 1]);
    const pool = graph.node.find(({ opType }) => opType === 'MaxPool')!;
    assert.deepEqual(ints(pool, 'pads'), [0, 0, 0, 0]);
    assert.ok(!graph.node.some(({ attribute }) => attribute.some(({ name }) => name === 'auto_pad')));
  });

  test('pads unequally like SAME: 4x4 with stride 1 pads 1 before and 2 after', () => {
    const course = presetNetwork('course');
    const model = decodeModel(exportCase({ network: course, parameters: randomParameters(course, 1) }));
    const first = model.graph.node.find(({ opType }) => opType === 'Conv')!;
    assert.deepEqual(ints(first, 'pads'), [1, 1, 2, 2]);
  });

  test('stores kernels as OIHW and dense weights unchanged', () => {
    const values = (name: string) => {
      const { dims, rawData } = graph.initializer.find((tensor) => tensor.name === name)!;
      return { dims, data: new Float32Array(Uint8Array.from(rawData).buffer) };
    };
    const [w1, w2] = [values('W1'), values('W2')];
    assert.deepEqual(w1.dims, [4, 3, 4, 4]);
    const at = (y: number, x: number, i: number, o: number) => parameters.W1!.data[((y * 4 + x) * 3 + i) * 4 + o];
    assert.equal(w1.data[((2 * 3 + 1) * 4 + 3) * 4 + 0], at(3, 0, 1, 2));
    assert.deepEqual(w2.data, parameters.W2!.data);
  });

  test('has no dropout', () => {
    const all = decodeModel(exportCase({ network: ALL_KINDS, parameters: randomParameters(ALL_KINDS, 1) }));
    assert.ok(!all.graph.node.some(({ opType }) => opType === 'Dropout'));
  });
});

describe('exportOnnx refuses', () => {
  const parameters = randomParameters(SMALL, 1);

  test('other classes than outputs', () => {
    assert.throws(
      () => exportOnnx({ network: SMALL, parameters, classes: ['yes', 'no'], metadata: FACTS }),
      (error: OnnxError) => error instanceof OnnxError && /6 outputs, but there are 2 classes/.test(error.message),
    );
  });

  test('a network that does not take RGB', () => {
    const grey = Network.parse({ ...SMALL, input: [64, 64, 1] });
    const given = { network: grey, parameters: randomParameters(grey, 1), classes: CLASSES, metadata: FACTS };
    assert.throws(() => exportOnnx(given), /takes 1 channels; an exported model takes RGB/);
  });

  test('parameters of another network', () => {
    const { W1: _, ...rest } = parameters;
    const given = { network: SMALL, classes: CLASSES, metadata: FACTS };
    assert.throws(() => exportOnnx({ ...given, parameters: rest }), /parameter W1/);
    const transposed = { ...parameters, W1: { ...parameters.W1!, shape: [4, 4, 4, 3] } };
    assert.throws(() => exportOnnx({ ...given, parameters: transposed }), /W1 is \(4,4,4,3\), not \(4,4,3,4\)/);
  });
});
