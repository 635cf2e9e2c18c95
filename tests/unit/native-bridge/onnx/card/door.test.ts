/** Invalid cards and unusable classifiers are refused with a sentence, a remedy, and no text from a library. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { env, InferenceSession } from 'onnxruntime-web/wasm';
import { MT19937 } from '../../../../../datasets/random/mt19937.ts';
import { cardPathOf } from '../../../../../native-bridge/onnx/card/card-file.ts';
import { OnnxError } from '../../../../../native-bridge/onnx/onnx-error.ts';
import { decodeModel, encodeModel, type GraphProto } from '../../../../../native-bridge/onnx/schema.ts';
import { openAny, openModel } from '../../../../../native-bridge/onnx/session.ts';
import { temporaryFolder } from '../../../../helpers/temporary.ts';
import { CLASSES, writeModel } from '../fixtures.ts';
import { appended, withExternal } from './appended.ts';
import { rewrapped } from './rewrapped.ts';

const folder = temporaryFolder({ after });
const original = writeModel(folder);
const bytes = readFileSync(original);
const good = rewrapped(bytes, {});
const CARD = { fit: 'crop', channels: 'RGB', scale: '0..1', labels: CLASSES };

// Several threads would be workers that keep the process alive.
env.wasm.numThreads = 1;

let made = 0;
function write(content: Uint8Array | string, ending = '.onnx'): string {
  const path = join(folder, `door-${made++}${ending}`);
  writeFileSync(path, content);
  return path;
}

async function refused(opening: Promise<unknown>, message: RegExp, remedy = /\w{3}/): Promise<void> {
  await assert.rejects(opening, (error: unknown) => {
    assert.ok(error instanceof OnnxError, String(error));
    assert.match(error.message, message);
    assert.match(error.remedy, remedy);
    assert.doesNotMatch(error.message, /onnxruntime|\.cc|Status Message|ORT_/);
    return true;
  });
}

function changed(change: (graph: GraphProto) => void): Uint8Array {
  const model = decodeModel(good);
  change(model.graph);
  return encodeModel(model);
}

describe('a card', () => {
  const cases: [what: string, card: string, message: RegExp][] = [
    ['that is no JSON', '{"layout":', /is not JSON/],
    ['with a field that no card has', JSON.stringify({ ...CARD, mean: [0] }), /is not a card: .*mean/s],
    ['with a size of 0', JSON.stringify({ ...CARD, size: [0, 64] }), /is not a card: .*size/s],
    ['with a deviation of 0', JSON.stringify({ ...CARD, scale: { mean: [0, 0, 0], std: [1, 0, 1] } }), /is not a card/],
    ['of another layout', JSON.stringify({ ...CARD, layout: 'NHWC' }), /does not match the model.*that is not NHWC/],
    ['of another size', JSON.stringify({ ...CARD, size: [32, 64] }), /its size is not 32 x 64/],
    ['for grey', JSON.stringify({ ...CARD, channels: 'grey' }), /3 channels are not grey/],
    ['with too few labels', JSON.stringify({ ...CARD, labels: ['a', 'b'] }), /names 2 classes, but the net gives 6/],
    ['with a mean for one channel', JSON.stringify({ ...CARD, scale: { mean: [0.5], std: [0.5] } }), /mean has 1/],
    ['that leaves the scale open', JSON.stringify({ ...CARD, scale: undefined }), /do not say scale\./],
  ];
  for (const [what, card, message] of cases) {
    test(what, () => refused(openModel(write(good), write(card, '.json')), message));
  }
  test('that does not exist', () =>
    refused(openModel(write(good), join(folder, 'none.json')), /there is no such file/));
  test('that contradicts a model of the lab', () =>
    refused(openModel(original, write(JSON.stringify({ channels: 'BGR' }), '.json')), /has its own card/));
  test('that only repeats the facts of a model of the lab is accepted', async () => {
    const model = await openModel(original, write(JSON.stringify({ channels: 'RGB' }), '.json'));
    assert.equal(model.foreign, false);
    await model.release();
  });
  test('next to its model is found automatically', async () => {
    const path = write(good);
    writeFileSync(cardPathOf(path), JSON.stringify(CARD));
    const model = await openModel(path);
    assert.deepEqual(model.card.scale, '0..1');
    await model.release();
  });
});

describe('a model', () => {
  const circle = changed(({ node }) => {
    node[3]!.input[0] = node[4]!.output[0]!;
  });
  const cases: [what: string, content: Uint8Array | string, message: RegExp, ending?: string, remedy?: RegExp][] = [
    ['whose graph has a cycle', circle, /has a cycle/],
    ['with an operator of another domain', withDomain('acme.custom'), /needs the operator Relu of "acme.custom"/],
    ['with its weights in a file that is missing', outside('weights.bin'), /weights.bin, which is not next to it/],
    ['with its weights in another folder', outside('../weights.bin'), /which is not in its own folder/],
    ['with its weights at an absolute place', outside('/etc/passwd'), /which is not in its own folder/],
    ['of a newer opset', withOpset(900), /newer version of ONNX \(ai.onnx 900\)/],
    ['that gives one number a picture', changed(oneNumber), /no tensor with one number per class/],
    ['with a batch of a thousand million', rewrapped(bytes, { batch: 1e9 }), /takes 12288000000000 numbers per call/],
    ['that takes two pictures', changed(twoInputs), /input: .*, more: .*, which is not one tensor of pictures/],
    ['of Keras', Buffer.from('\x89HDF\r\n\x1a\n0000', 'latin1'), /is a Keras model/, '.h5', /keras.saving.load_model/],
    ['of TensorFlow Lite', 'xxxxTFL3xxxx', /is a TensorFlow Lite model/, '.tflite', /tf2onnx.convert --tflite/],
    ['of PyTorch', 'PK\x03\x04xxxx', /is a PyTorch file/, '.pt', /torch.onnx.export/],
    ['of Core ML', '\x08\x01xxxx', /is a Core ML model/, '.mlmodel', /convert_coreml/],
  ];
  for (const [what, content, message, ending, remedy] of cases) {
    test(what, () => refused(openAny(write(content, ending)), message, remedy));
  }

  test('with 10 GB of weights in a file next to it is refused before they are read', async () => {
    const weights = join(folder, 'large.bin');
    writeFileSync(weights, '');
    truncateSync(weights, 10e9); // sparse
    await refused(openAny(write(outside('large.bin'))), /have 10000000000 bytes, more than/);
    rmSync(weights);
  });

  for (const location of ['w1.bin', './w1.bin', '././w1.bin', 'part/w1.bin']) {
    test(`whose weights are in ${location} is used with them, and runs in a browser`, async () => {
      const [bytes, data] = withExternal(good, 'W1', location);
      mkdirSync(join(folder, 'part'), { recursive: true });
      writeFileSync(join(folder, location), data);
      const path = write(bytes);
      writeFileSync(cardPathOf(path), JSON.stringify(CARD));
      const [whole, split] = [await openModel(write(good), cardPathOf(path)), await openModel(path)];
      const picture = new Uint8Array(64 * 64 * 3).map((_, i) => (i * 31) % 256);
      assert.deepEqual((await split.predict(picture, 1)).logits, (await whole.predict(picture, 1)).logits);
      await Promise.all([whole.release(), split.release()]);
      const inBrowser = await InferenceSession.create(Uint8Array.from(bytes), {
        executionProviders: ['wasm'],
        externalData: [{ path: location, data }],
      });
      await inBrowser.release();
    });
  }
});

test('a foreign model with flipped bytes is opened or refused, nothing else', async () => {
  const random = new MT19937(7);
  const path = join(folder, 'flipped.onnx');
  const head = good.length - 2000; // names, shapes and operators are at both ends, weights in between
  for (let round = 0; round < 60; round++) {
    const flipped = Uint8Array.from(good);
    for (let flips = 0; flips < 3; flips++) {
      const at = Math.floor(random.randomSample() * 2000);
      flipped[round % 2 === 0 ? at : head + at]! ^= 1 << Math.floor(random.randomSample() * 8);
    }
    writeFileSync(path, flipped);
    try {
      const opened = await openAny(path);
      await (opened.kind === 'own' ? opened.model.release() : opened.net.session.release());
    } catch (error) {
      assert.ok(error instanceof OnnxError, `round ${round}: ${(error as Error).stack}`);
    }
  }
});

function twoInputs({ input }: GraphProto): void {
  input.push({ ...input[0]!, name: 'more' });
}

function oneNumber(graph: GraphProto): void {
  const last = graph.node.at(-1)!;
  graph.node.push({ ...last, name: 'most', opType: 'ReduceMax', input: ['logits'], output: ['most'], attribute: [] });
  graph.output = [{ ...graph.output[0]!, name: 'most' }];
  graph.output[0]!.type.tensorType.shape.dim = [];
}

function withDomain(domain: string): Uint8Array {
  return appended(
    good,
    `message Model { optional Graph graph = 7; repeated Opset opset_import = 8; }
     message Opset { optional string domain = 1; optional int64 version = 2; }
     message Graph { repeated Node node = 1; }
     message Node { repeated string input = 1; repeated string output = 2; optional string op_type = 4; optional string domain = 7; }`,
    {
      opsetImport: [{ domain, version: 1 }],
      graph: { node: [{ input: ['logits'], output: ['custom'], opType: 'Relu', domain }] },
    },
  );
}

function outside(location: string): Uint8Array {
  return withExternal(good, 'W1', location)[0];
}

function withOpset(version: number): Uint8Array {
  const model = decodeModel(good);
  model.opsetImport = [{ domain: '', version }];
  return encodeModel(model);
}
