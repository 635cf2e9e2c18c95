import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exportOnnx } from '../../../../native-bridge/onnx/export.ts';
import { readMetadata } from '../../../../native-bridge/onnx/metadata.ts';
import { OnnxError } from '../../../../native-bridge/onnx/onnx-error.ts';
import { decodeModel, encodeModel } from '../../../../native-bridge/onnx/schema.ts';
import { CLASSES, FACTS, randomParameters, SMALL } from './fixtures.ts';

const parameters = randomParameters(SMALL, 1);
const bytes = exportOnnx({ network: SMALL, parameters, classes: CLASSES, metadata: FACTS });

/** The same file with other metadata. */
function withProps(change: (props: Map<string, string>) => void): Uint8Array {
  const model = decodeModel(bytes);
  const props = new Map(model.metadataProps.map(({ key, value }) => [key, value]));
  change(props);
  return encodeModel({ ...model, metadataProps: [...props].map(([key, value]) => ({ key, value })) });
}

describe('metadata of a model', () => {
  test('is read as written', () => {
    const { producer, inputContract, ...rest } = readMetadata(bytes)!;
    assert.deepEqual(rest, { ...FACTS, format: 1, labels: CLASSES, network: SMALL });
    assert.equal(producer.name, 'signs-lab');
    assert.match(producer.version, /^\d+\.\d+\.\d+$/);
    assert.deepEqual(inputContract.shape, [64, 64, 3]);
    assert.deepEqual([inputContract.type, inputContract.layout, inputContract.range], ['uint8', 'NHWC', [0, 255]]);
  });

  test('is stored under the documented keys, readable without this program', () => {
    const props = new Map(decodeModel(bytes).metadataProps.map(({ key, value }) => [key, value]));
    assert.deepEqual([...props.keys()].sort(), [
      ...['dataset_sha256', 'hyperparameters', 'init_seed', 'input_contract', 'labels', 'network', 'rejection'],
      ...['seed', 'signs_lab.format', 'test_accuracy', 'train_accuracy'],
    ]);
    assert.equal(props.get('labels'), '["0","1","2","3","4","5"]');
    assert.equal(props.get('dataset_sha256'), FACTS.datasetSha256);
  });

  test('of a file from before thresholds has none', () => {
    assert.equal(readMetadata(withProps((props) => props.delete('rejection')))?.rejection, null);
  });

  test('is null in a file from another program', () => {
    assert.equal(readMetadata(withProps((props) => props.clear())), null);
  });

  test('of a newer format is refused with a remedy', () => {
    assert.throws(
      () => readMetadata(withProps((props) => props.set('signs_lab.format', '2'))),
      (error: OnnxError) => error instanceof OnnxError && /format 2/.test(error.message) && /Update/.test(error.remedy),
    );
  });

  for (const [key, value] of [
    ['labels', 'not JSON'],
    ['labels', '[]'],
    ['seed', '"three"'],
    ['network', '{}'],
    ['test_accuracy', '7'],
  ] as const) {
    test(`with a damaged ${key} (${value}) is refused`, () => {
      assert.throws(
        () => readMetadata(withProps((props) => props.set(key, value))),
        (error: OnnxError) => error instanceof OnnxError && /damaged/.test(error.message),
      );
    });
  }
});
