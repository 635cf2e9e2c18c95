import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { IMAGE_BYTES } from '../../../../datasets/dataset.ts';
import { Network } from '../../../../native-bridge/convnet/network.ts';
import { VIEW_BYTES } from '../../../../native-bridge/finder/grid.ts';
import { drawScenes } from '../../../../native-bridge/finder/scenes.ts';
import { regionOf } from '../../../../native-bridge/finder/view.ts';
import {
  RECOGNITION_VALUES,
  type RecognitionAsk,
  type RecognitionKind,
  RecognitionReply,
  type RecognitionValue,
} from '../../../../native-bridge/host/recognition-messages.ts';
import { overlapOf } from '../../../../native-bridge/live/follow.ts';
import { openModel } from '../../../../native-bridge/onnx/session.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { CLASSES, randomImages, SMALL, writeModel } from '../onnx/fixtures.ts';

const folder = temporaryFolder({ after });
const path = writeModel(folder);
const images = randomImages(3, 5);
const entry = join(import.meta.dirname, '../../../../native-bridge/host/recognition.ts');

function start(): ChildProcess {
  return fork(entry, [], { serialization: 'advanced', execArgv: [] });
}

/** Sends one message and resolves with the next reply; rejects if the host ends instead. */
async function exchange(host: ChildProcess, message: object): Promise<RecognitionReply> {
  const done = new AbortController();
  const { signal } = done;
  const ended = once(host, 'exit', { signal }).then(([code]) =>
    Promise.reject(new Error(`the host ended with ${code}`)),
  );
  const replied = once(host, 'message', { signal });
  host.send(message);
  try {
    const [reply] = await Promise.race([replied, ended]);
    return RecognitionReply.parse(reply);
  } finally {
    done.abort();
    ended.catch(() => {});
    replied.catch(() => {});
  }
}

/** Whether that class has the largest of the probabilities (n,6) of picture k. */
function isLargest(probabilities: Float32Array, k: number, label: number): boolean {
  const row = probabilities.subarray(k * CLASSES.length, (k + 1) * CLASSES.length);
  return row.indexOf(Math.max(...row)) === label;
}

let id = 0;
async function ask<K extends RecognitionKind>(
  host: ChildProcess,
  request: Extract<RecognitionAsk, { kind: K }>,
): Promise<RecognitionValue<K>> {
  const reply = await exchange(host, { id: ++id, ...request });
  assert.equal(reply.id, id);
  assert.ok(reply.kind === 'reply', JSON.stringify(reply));
  return RECOGNITION_VALUES[request.kind].parse(reply.value) as RecognitionValue<K>;
}

async function failure(host: ChildProcess, request: RecognitionAsk) {
  const reply = await exchange(host, { id: ++id, ...request });
  assert.equal(reply.id, id);
  assert.ok(reply.kind === 'failed', JSON.stringify(reply.kind));
  return reply.error;
}

describe('the recognition host', () => {
  let host: ChildProcess;
  before(() => {
    host = start();
  });
  after(() => host.disconnect());

  test('opens a model and describes it', async () => {
    const { labels, metadata, inputs } = await ask(host, { kind: 'open', path });
    assert.deepEqual(labels, CLASSES);
    assert.deepEqual(metadata?.network, SMALL);
    assert.deepEqual(inputs[0]?.shape, ['N', 64, 64, 3]);
  });

  test('predicts the same as the model in this process', async () => {
    const model = await openModel(path);
    const here = await model.predict(images, 3);
    await model.release();
    const there = await ask(host, { kind: 'predict', path, images, count: 3 });
    assert.deepEqual(there, here);
  });

  test('compares a model with given answers', async () => {
    const { probabilities, logits } = await ask(host, { kind: 'predict', path, images, count: 3 });
    const labels = Int32Array.of(0, 1, 2);
    const question = { kind: 'parity', path, images, count: 3, labels, logits, probabilities } as const;
    assert.equal((await ask(host, question)).passed, true);
    const other = { ...question, probabilities: probabilities.map((p) => p + 1e-3) };
    assert.equal((await ask(host, other)).passed, false);
  });

  test('evaluates on a dataset', async () => {
    const data = { spec: 'synthetic:train=1,test=2,seed=4', seed: 3 };
    const { n, confusion, perClass } = await ask(host, { kind: 'evaluate', path, data, split: 'test' });
    assert.equal(n, 12);
    assert.deepEqual(
      confusion.map((row) => row.reduce((sum, count) => sum + count, 0)),
      [2, 2, 2, 2, 2, 2],
    );
    assert.deepEqual(
      perClass.map(({ label }) => label),
      CLASSES,
    );
  });

  test('an empty split is named, with a remedy', async () => {
    const data = { spec: 'synthetic:train=1,test=1,seed=4', seed: 3 };
    const error = await failure(host, { kind: 'evaluate', path, data, split: 'validation' });
    assert.match(error.message, /synthetic has no validation pictures/);
    assert.match(error.remedy ?? '', /--validation/);
  });

  test('a dataset with other classes is refused, naming both', async () => {
    const two = Network.parse({
      ...SMALL,
      name: 'two',
      layers: [...SMALL.layers.slice(0, -1), { kind: 'dense', units: 2 }],
    });
    const other = writeModel(folder, two, ['yes', 'no']);
    const data = { spec: 'synthetic:train=1,test=1,seed=4', seed: 3 };
    const { message, remedy } = await failure(host, { kind: 'evaluate', path: other, data, split: 'test' });
    assert.match(message, /recognises 2 classes \(yes, no\), but synthetic has 6 \(0, 1, 2, 3, 4, 5\)/);
    assert.ok(remedy);
  });

  test('a dataset with some of its classes is answered in the classes of the model', async () => {
    const four = join(folder, 'four');
    for (const label of ['5', '2']) {
      mkdirSync(join(four, label), { recursive: true });
      const raw = { width: 64, height: 64, channels: 3 } as const;
      for (const k of [0, 1]) {
        const pixels = images.subarray(k * IMAGE_BYTES, (k + 1) * IMAGE_BYTES);
        await sharp(pixels, { raw })
          .png()
          .toFile(join(four, label, `${k}.png`));
      }
    }
    const all = await ask(host, { kind: 'evaluate', path, data: { spec: four }, split: 'train' });
    assert.deepEqual(
      all.perClass.map(({ label, n }) => [label, n]),
      CLASSES.map((label) => [label, label === '2' || label === '5' ? 2 : 0]),
    );
    const said = await ask(host, { kind: 'predict', path, images: images.subarray(0, 2 * IMAGE_BYTES), count: 2 });
    const right = [0, 1].flatMap((k) => [2, 5].map((label) => isLargest(said.probabilities, k, label)));
    assert.equal(all.accuracy, right.filter(Boolean).length / 4);
  });

  test('on drawn hands: group by group, and how often a room without a hand is recognised as a sign', async () => {
    const scores = await ask(host, { kind: 'drawn', path, perSign: 5, seed: 9 });
    assert.equal(scores.n, 30);
    const sum = (...names: string[]) =>
      scores.groups.filter(({ name }) => names.includes(name)).reduce((all, { n }) => all + n, 0);
    assert.deepEqual(
      [sum('light skin', 'medium skin', 'dark skin'), sum('left hand', 'right hand'), sum('palm', 'back of the hand')],
      [30, 30, 30],
    );
    const ofHands = scores.groups
      .filter(({ name }) => name.endsWith('hand') && !name.startsWith('back'))
      .reduce((right, { n, accuracy }) => right + n * accuracy, 0);
    assert.ok(Math.abs(ofHands / 30 - scores.accuracy) < 1e-9);
    assert.deepEqual([scores.noSign?.threshold, scores.noSign?.rooms], [0.61, 30]);
    assert.deepEqual(await ask(host, { kind: 'drawn', path, perSign: 5, seed: 9 }), scores);
    const letters = writeModel(folder, { ...SMALL, name: 'letters' }, ['a', 'b', 'c', 'd', 'e', 'f']);
    const { message } = await failure(host, { kind: 'drawn', path: letters, perSign: 1, seed: 9 });
    assert.match(message, /recognises a, b, c, d, e, f, but drawn hands show the signs 0 to 5/);
  });

  test('recognises picture files', async () => {
    const file = join(folder, 'noise.png');
    const raw = { width: 64, height: 64, channels: 3 } as const;
    await sharp(images.subarray(0, IMAGE_BYTES), { raw }).png().toFile(file);
    const { predictions } = await ask(host, { kind: 'predictFiles', path, files: [file] });
    const { probabilities } = await ask(host, { kind: 'predict', path, images, count: 3 });
    assert.deepEqual(predictions[0]?.probabilities, [...probabilities.subarray(0, 6)]);
    const best = predictions[0]!.probabilities.indexOf(Math.max(...predictions[0]!.probabilities));
    assert.deepEqual([predictions[0]?.file, predictions[0]?.label], [file, CLASSES[best]]);
  });

  test('a file that is no picture, and one that is no model, are failures with a way out', async () => {
    const text = join(folder, 'text.png');
    writeFileSync(text, 'no picture');
    const noPicture = await failure(host, { kind: 'predictFiles', path, files: [text] });
    assert.match(noPicture.message, /text\.png is not a picture in a known format/);
    const noModel = await failure(host, { kind: 'open', path: text });
    assert.match(noModel.message, /text\.png: The file is not ONNX/);
    assert.ok(noPicture.remedy && noModel.remedy);
  });

  test('a changed file is opened again', async () => {
    const changing = writeModel(folder, { ...SMALL, name: 'changing' });
    assert.equal((await ask(host, { kind: 'open', path: changing })).labels.length, 6);
    writeFileSync(changing, 'gone');
    assert.match((await failure(host, { kind: 'predict', path: changing, images, count: 3 })).message, /not ONNX/);
  });

  test('a frame is searched for the hand, even without a model; without either it is an error', async () => {
    const scenes = drawScenes(1, 'test', 0, 12);
    const at = scenes.squares.findIndex((square) => square !== null && square.side > 24);
    const view = scenes.images.slice(at * VIEW_BYTES, (at + 1) * VIEW_BYTES);
    const pixels = images.slice(0, IMAGE_BYTES);
    const found = await ask(host, { kind: 'frame', ask: [1, [], pixels, view] });
    assert.ok(found.kind === 'seen' && found.answers.length === 0 && found.hand);
    const frame = { width: 640, height: 480 };
    assert.ok(overlapOf(regionOf(found.hand, frame), regionOf(scenes.squares[at]!, frame)) >= 0.4);
    const empty = await ask(host, { kind: 'frame', ask: [2, [], pixels, new Uint8Array(VIEW_BYTES).fill(90)] });
    assert.ok(empty.kind === 'seen' && empty.hand === null);
    const neither = await ask(host, { kind: 'frame', ask: [3, [], pixels] });
    assert.ok(neither.kind === 'failed' && /expected a model, or a frame to search/.test(neither.error.message));
  });

  test('reports its ONNX Runtime', async () => {
    const { version, providers } = await ask(host, { kind: 'info' });
    assert.match(version, /^\d+\.\d+/);
    assert.ok(providers.includes('cpu'));
  });

  for (const [what, message, words] of [
    ['an unknown kind', { id: 900, kind: 'train' }, /kind/],
    [
      'pictures of the wrong size',
      { id: 900, kind: 'predict', path: 'x', images: new Uint8Array(5), count: 1 },
      /12288/,
    ],
    ['pictures that are text', { id: 900, kind: 'predict', path: 'x', images: 'abc', count: 1 }, /Uint8Array/],
  ] as const) {
    test(`${what} is refused under its id, and the host continues`, async () => {
      const reply = await exchange(host, message);
      assert.ok(reply.kind === 'failed');
      assert.equal(reply.id, 900);
      assert.match(reply.error.message, words);
      await ask(host, { kind: 'info' });
    });
  }

  test('a message without an id gets an answer without an id', async () => {
    const reply = await exchange(host, { hello: 1 });
    assert.deepEqual([reply.kind, reply.id], ['failed', null]);
  });

  test('answers in the order of the requests', async () => {
    const ids: (number | null)[] = [];
    const all = new Promise<void>((resolve) => {
      const collect = (reply: unknown) => {
        ids.push(RecognitionReply.parse(reply).id);
        if (ids.length === 3) {
          host.off('message', collect);
          resolve();
        }
      };
      host.on('message', collect);
    });
    host.send({ id: 1001, kind: 'predict', path, images, count: 3 });
    host.send({ id: 1002, kind: 'info' });
    host.send({ id: 1003, kind: 'open', path: join(folder, 'missing.onnx') });
    await all;
    assert.deepEqual(ids, [1001, 1002, 1003]);
  });
});

test('the recognition host ends when its parent releases it', { timeout: 10_000 }, async () => {
  const host = start();
  await ask(host, { kind: 'open', path });
  host.disconnect();
  const [code, signal] = await once(host, 'exit');
  assert.deepEqual([code, signal], [0, null]);
});
