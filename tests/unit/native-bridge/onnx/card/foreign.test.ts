/** The lab's net in the formats of other programs: its answers must equal the original's. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { IMAGE_BYTES } from '../../../../../datasets/dataset.ts';
import type { Card, CardDraft } from '../../../../../native-bridge/onnx/card/card.ts';
import { cardPathOf } from '../../../../../native-bridge/onnx/card/card-file.ts';
import { type Answers, type Model, openAny, openModel } from '../../../../../native-bridge/onnx/session.ts';
import { temporaryFolder } from '../../../../helpers/temporary.ts';
import { CLASSES, randomImages, writeModel } from '../fixtures.ts';
import { rewrapped, type Wrapping } from './rewrapped.ts';

const folder = temporaryFolder({ after });
const original = writeModel(folder);
const bytes = readFileSync(original);
const COUNT = 3;
const images = randomImages(COUNT, 5);
let wanted: Answers;

before(async () => {
  const model = await openModel(original);
  wanted = await model.predict(images, COUNT);
  await model.release();
});

let made = 0;
function write(wrapping: Wrapping, card?: CardDraft): string {
  const path = join(folder, `foreign-${made++}.onnx`);
  writeFileSync(path, rewrapped(bytes, wrapping));
  if (card) writeFileSync(cardPathOf(path), JSON.stringify(card));
  return path;
}

function near(got: Float32Array, expected: Float32Array, tolerance: number): void {
  assert.equal(got.length, expected.length);
  const worst = got.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
  assert.ok(worst <= tolerance, `differs by ${worst}`);
}

async function using(path: string, use: (model: Model) => Promise<void>): Promise<void> {
  const model = await openModel(path);
  await use(model).finally(() => model.release());
}

const MEAN = { mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.25] };
const COMPLETE = { fit: 'crop', channels: 'RGB', scale: '0..1', labels: CLASSES } as const;

describe('answers equal those of the wrapped net', () => {
  const forms: [what: string, wrapping: Wrapping, card: CardDraft, tolerance?: number][] = [
    ['NCHW RGB 0..1 logits', {}, COMPLETE],
    [
      'NHWC BGR -1..1',
      { layout: 'NHWC', channels: 'BGR', scale: '-1..1' },
      { ...COMPLETE, channels: 'BGR', scale: '-1..1' },
    ],
    [
      'NCHW BGR 0..255 in float',
      { channels: 'BGR', scale: '0..255' },
      { ...COMPLETE, channels: 'BGR', scale: '0..255' },
    ],
    ['bytes, NCHW', { type: 'uint8', scale: '0..255' }, { fit: 'crop', channels: 'RGB', labels: CLASSES }],
    ['mean and deviation a channel', { scale: MEAN }, { ...COMPLETE, scale: MEAN }],
    ['mean and deviation of BGR', { channels: 'BGR', scale: MEAN }, { ...COMPLETE, channels: 'BGR', scale: MEAN }],
    ['double', { type: 'float64', outputType: 'float64' }, COMPLETE],
    // Bytes are integers, which float16 represents exactly.
    ['float16 in', { type: 'float16', scale: '0..255' }, { ...COMPLETE, scale: '0..255' }],
    // Half a step of float16 below 1 is 2^-12.
    ['float16 out', { output: 'probabilities', outputType: 'float16' }, COMPLETE, 2 ** -12],
    ['probabilities (N,K,1,1)', { output: 'probabilities', spatial: true }, COMPLETE],
    ['logits (N,K,1,1) with a label before them', { spatial: true, label: true }, COMPLETE],
    ['a batch of one', { batch: 1 }, COMPLETE],
    ['a batch of two, of which one is filled up', { batch: 2, output: 'both' }, COMPLETE],
    ['free sides', { free: true }, { ...COMPLETE, layout: 'NCHW', size: [64, 64] }],
  ];
  for (const [what, wrapping, card, tolerance = 1e-4] of forms) {
    test(what, () =>
      using(write(wrapping, card), async (model) => {
        assert.equal(model.foreign, true);
        assert.deepEqual(model.labels, CLASSES);
        const got = await model.predict(images, COUNT);
        near(got.probabilities, wanted.probabilities, tolerance);
        const picture = { width: 64, height: 64, channels: 3, data: images.subarray(0, IMAGE_BYTES) } as const;
        near((await model.see(picture)).probabilities, wanted.probabilities.subarray(0, 6), tolerance);
      }),
    );
  }

  test('grey: the original on a picture without colour', () =>
    using(write({ channels: 'grey' }, { ...COMPLETE, channels: 'grey' }), async (model) => {
      const grey = Uint8Array.from({ length: IMAGE_BYTES }, (_, i) => (Math.floor(i / 3) * 7) % 256);
      const lab = await openModel(original);
      near((await model.predict(grey, 1)).probabilities, (await lab.predict(grey, 1)).probabilities, 1e-4);
      await lab.release();
    }));
});

describe('the known fields of a card', () => {
  const drafted = async (path: string) => {
    const opened = await openAny(path);
    assert.equal(opened.kind, 'foreign');
    if (opened.kind !== 'foreign') throw new Error('not foreign');
    await opened.net.session.release();
    return opened.net;
  };

  test('are the shape and the format of the answers; the rest is asked for', async () => {
    const { card, unknown } = await drafted(write({}));
    assert.deepEqual(card, { layout: 'NCHW', size: [64, 64], output: 'logits' });
    assert.deepEqual(unknown, ['fit', 'channels', 'scale', 'labels']);
  });

  test('are the scale for bytes and the channels for grey', async () => {
    const { card } = await drafted(
      write({ type: 'uint8', channels: 'grey', scale: '0..255', output: 'probabilities' }),
    );
    const expected: Partial<Card> = { scale: '0..255', channels: 'grey', output: 'probabilities' };
    assert.deepEqual(card, { layout: 'NCHW', size: [64, 64], ...expected });
  });

  test('with free sides are found by running: the layout that works, but not the size', async () => {
    const { card, probe } = await drafted(write({ free: true }));
    // The dense layer of this net only accepts 64x64, which running it shows.
    assert.deepEqual([card.layout, card.size], ['NCHW', [64, 64]]);
    assert.equal(probe.output.classes, 6);
  });

  test('with both outputs, the probabilities are used', async () => {
    const { card, probe } = await drafted(write({ output: 'both' }));
    assert.deepEqual([probe.output.name, card.output], ['out_probabilities', 'probabilities']);
  });
});
