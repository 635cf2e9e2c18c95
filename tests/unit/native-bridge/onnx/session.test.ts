import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { IMAGE_BYTES } from '../../../../datasets/dataset.ts';
import { Network } from '../../../../native-bridge/convnet/network.ts';
import { OnnxError } from '../../../../native-bridge/onnx/onnx-error.ts';
import { missingRuntime, onnxruntimeInfo } from '../../../../native-bridge/onnx/runtime.ts';
import { DataType, decodeModel, encodeModel, type ModelProto } from '../../../../native-bridge/onnx/schema.ts';
import { MAX_MODEL_BYTES, openModel } from '../../../../native-bridge/onnx/session.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { CLASSES, randomImages, SMALL, writeModel } from './fixtures.ts';

const folder = temporaryFolder({ after });
const good = writeModel(folder);

/** A changed copy of the valid model. */
function changed(change: (model: ModelProto) => void): Uint8Array {
  const model = decodeModel(readFileSync(good));
  change(model);
  return encodeModel(model);
}

describe('a valid model', () => {
  test('describes itself', async () => {
    const model = await openModel(good);
    assert.deepEqual(model.labels, CLASSES);
    assert.deepEqual(model.metadata?.network, SMALL);
    assert.deepEqual(model.inputs, [{ name: 'image', type: 'uint8', shape: ['N', 64, 64, 3] }]);
    await model.release();
  });

  test('gives each picture the same answer alone and in several chunks', async () => {
    const model = await openModel(good);
    const count = 260;
    const images = randomImages(count, 2);
    const all = await model.predict(images, count);
    for (const i of [0, 255, 256, 259]) {
      const one = await model.predict(images.subarray(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES), 1);
      const row = all.probabilities.subarray(i * 6, i * 6 + 6); // (6)
      assert.ok(one.probabilities.every((p, k) => Math.abs(p - row[k]!) <= 1e-6));
      assert.ok(Math.abs(row.reduce((sum, p) => sum + p, 0) - 1) <= 1e-6);
      assert.notEqual(row[0], row[1]);
    }
    await model.release();
  });

  test('refuses bytes that are not that many pictures', async () => {
    const model = await openModel(good);
    await assert.rejects(model.predict(new Uint8Array(IMAGE_BYTES), 2), RangeError);
    await model.release();
  });

  test('that gives one answer for two pictures fails with a remedy', async () => {
    const path = join(folder, 'one-for-two.onnx');
    const bytes = changed(({ graph }) => {
      // (N,64) -> (N/2,128) before the dense layer, whose weights become (128,6).
      const at = graph.node.findIndex(({ opType }) => opType === 'Gemm');
      const input = [graph.node[at]!.input[0]!, 'two'];
      graph.node[at]!.input[0] = 'joined';
      graph.node.splice(at, 0, { name: 'join', opType: 'Reshape', input, output: ['joined'], attribute: [] });
      const int64 = new Uint8Array(BigInt64Array.of(-1n, 128n).buffer);
      graph.initializer.push({ name: 'two', dims: [2], dataType: 7, rawData: int64 });
      const weights = graph.initializer.find(({ name }) => name === 'W2')!;
      weights.dims = [128, 6];
      weights.rawData = Buffer.concat([weights.rawData, weights.rawData]);
    });
    writeFileSync(path, bytes);
    const model = await openModel(path);
    for (const count of [1, 2]) {
      await assert.rejects(model.predict(randomImages(count, 2), count), (error: unknown) => {
        assert.ok(error instanceof OnnxError, String(error));
        assert.match(error.message, new RegExp(`fails on ${count} pictures`));
        return true;
      });
    }
    await model.release();
  });

  test('from another program is accepted by the contract alone; its classes are numbers', async () => {
    const path = join(folder, 'foreign.onnx');
    const bytes = changed((model) => {
      model.metadataProps = [];
      model.producerName = 'pytorch';
    });
    writeFileSync(path, bytes);
    const model = await openModel(path);
    assert.equal(model.metadata, null);
    assert.deepEqual(model.labels, ['0', '1', '2', '3', '4', '5']);
    await model.release();
  });
});

describe('when it is opened', () => {
  const cut = readFileSync(good).subarray(0, 3000);
  const bad: Record<string, [make: (path: string) => void, message: RegExp]> = {
    'a path without a file': [() => {}, /there is no such file/],
    'a folder': [(path) => mkdirSync(path), /is not a file/],
    'an empty file': [(path) => writeFileSync(path, ''), /is empty/],
    'a file over the limit': [
      (path) => {
        writeFileSync(path, 'x');
        truncateSync(path, MAX_MODEL_BYTES + 1); // sparse
      },
      /more than 536870912/,
    ],
    text: [(path) => writeFileSync(path, 'This is no model.\n'), /is not ONNX, or it is cut off/],
    zeros: [(path) => writeFileSync(path, Buffer.alloc(4096)), /is not ONNX, or it is cut off/],
    'a truncated model': [(path) => writeFileSync(path, cut), /is not ONNX, or it is cut off/],
    'an operator that does not exist': [
      (path) =>
        writeFileSync(
          path,
          changed(({ graph }) => (graph.node[3]!.opType = 'Convolute')),
        ),
      /ONNX Runtime refuses the model/,
    ],
    'an input of another name': [
      (path) =>
        writeFileSync(
          path,
          changed(({ graph }) => {
            graph.input[0]!.name = 'pixels';
            graph.node[0]!.input = ['pixels'];
          }),
        ),
      /takes pixels: uint8 \(N,64,64,3\), not image: uint8 \(N,64,64,3\)/,
    ],
    'an input of another type': [
      (path) =>
        writeFileSync(
          path,
          changed(({ graph }) => {
            graph.input[0]!.type.tensorType.elemType = DataType.float32;
          }),
        ),
      /takes image: float32 \(N,64,64,3\), not image: uint8/,
    ],
    'an input of another size': [
      (path) => {
        const network = Network.parse({ ...SMALL, input: [32, 32, 3] });
        writeFileSync(path, readFileSync(writeModel(folder, { ...network, name: 'input-of-32' })));
      },
      /takes image: uint8 \(N,32,32,3\), not image: uint8 \(N,64,64,3\)/,
    ],
    'a fixed batch': [
      (path) =>
        writeFileSync(
          path,
          changed(({ graph }) => {
            graph.input[0]!.type.tensorType.shape.dim[0] = { dimValue: 1 };
            for (const output of graph.output) output.type.tensorType.shape.dim[0] = { dimValue: 1 };
          }),
        ),
      /takes image: uint8 \(1,64,64,3\), not/,
    ],
    'no probabilities': [
      (path) =>
        writeFileSync(
          path,
          changed(({ graph }) => (graph.output = graph.output.slice(0, 1))),
        ),
      /gives logits: float32 \(N,6\), not probabilities: float32 \(N,classes\)/,
    ],
    'no logits': [
      (path) =>
        writeFileSync(
          path,
          changed(({ graph }) => (graph.output = graph.output.slice(1))),
        ),
      /gives probabilities: float32 \(N,6\), not logits/,
    ],
    'a card of other classes': [
      (path) =>
        writeFileSync(
          path,
          changed(({ metadataProps }) => {
            metadataProps.find(({ key }) => key === 'labels')!.value = '["yes","no"]';
          }),
        ),
      /gives 6 probabilities, but its card names 2 classes/,
    ],
  };

  for (const [index, [what, [make, message]]] of Object.entries(bad).entries()) {
    test(`${what} is refused by name, with a remedy`, async () => {
      const path = join(folder, `bad-${index}.onnx`);
      make(path);
      await assert.rejects(openModel(path), (error: unknown) => {
        assert.ok(error instanceof OnnxError, String(error));
        assert.match(error.message, message);
        assert.ok(error.message.startsWith(path), error.message);
        assert.notEqual(error.remedy, '');
        return true;
      });
    });
  }
});

describe('ONNX Runtime', () => {
  test('reports its version and its providers', () => {
    const { version, providers } = onnxruntimeInfo();
    assert.match(version, /^\d+\.\d+\.\d+$/);
    assert.ok(providers.includes('cpu'));
  });

  test('that is missing on an Intel Mac says so', () => {
    const error = missingRuntime('darwin', 'x64', new Error('Cannot find module'));
    assert.match(error.message, /no binary for Macs with an Intel processor/);
    assert.match(error.remedy, /Apple silicon/);
  });

  test("that is missing elsewhere names the loader's reason", () => {
    const error = missingRuntime('linux', 'x64', new Error('libonnxruntime.so.1: cannot open\nRequire stack'));
    assert.match(error.message, /linux x64: libonnxruntime\.so\.1: cannot open\.$/);
    assert.match(error.remedy, /npm install/);
  });
});
