/** Information that exporters leave in a model's file and next to it fills the card. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { CardDraft } from '../../../../../native-bridge/onnx/card/card.ts';
import type { ForeignNet } from '../../../../../native-bridge/onnx/card/foreign.ts';
import { openAny } from '../../../../../native-bridge/onnx/session.ts';
import { temporaryFolder } from '../../../../helpers/temporary.ts';
import { writeModel } from '../fixtures.ts';
import { withZipMap } from './appended.ts';
import { rewrapped, type Wrapping } from './rewrapped.ts';

const folder = temporaryFolder({ after });
const bytes = readFileSync(writeModel(folder));
const FINGERS = ['none', 'one', 'two', 'three', 'four', 'five'];
const LINES = `${FINGERS.join('\r\n')}\r\n`;

let made = 0;
async function known(wrapping: Wrapping, near: Record<string, string | object>, inside = ''): Promise<ForeignNet> {
  const own = join(folder, `exported-${made++}`);
  mkdirSync(join(own, inside), { recursive: true });
  for (const [name, content] of Object.entries(near)) {
    writeFileSync(join(own, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  const path = join(own, inside, 'model.onnx');
  writeFileSync(path, rewrapped(bytes, wrapping));
  const opened = await openAny(path);
  if (opened.kind === 'own') throw new Error('it was mistaken for one of the lab');
  await opened.net.session.release();
  return opened.net;
}

const SHAPE: CardDraft = { layout: 'NCHW', size: [64, 64], output: 'logits' };
const HALF = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
const MEAN = [0.485, 0.456, 0.406];
const STD = [0.229, 0.224, 0.225];

describe('the card of', () => {
  const cases: [what: string, wrapping: Wrapping, near: Record<string, string | object>, card: CardDraft][] = [
    [
      'image denotations of the standard',
      { metadata: { 'Image.BitmapPixelFormat': 'Rgb8', 'Image.NominalPixelRange': 'Normalized_1_1' } },
      {},
      { ...SHAPE, channels: 'RGB', scale: '-1..1' },
    ],
    [
      'Custom Vision',
      {
        producer: 'CustomVision',
        metadata: { 'Image.BitmapPixelFormat': 'Bgr8', 'Image.NominalPixelRange': 'NominalRange_0_255' },
      },
      { 'labels.txt': LINES },
      { ...SHAPE, channels: 'BGR', scale: '0..255', fit: 'crop', labels: FINGERS },
    ],
    [
      'Ultralytics',
      {
        output: 'probabilities',
        metadata: {
          ...{ task: 'classify', imgsz: '[64, 64]' },
          names: `{0: 'none', 1: 'one', 2: "two", 3: 'it\\'s three', 4: 'four', 5: 'five'}`,
        },
      },
      {},
      {
        ...{ layout: 'NCHW', size: [64, 64], fit: 'crop', channels: 'RGB', scale: '0..1', output: 'probabilities' },
        labels: ['none', 'one', 'two', "it's three", 'four', 'five'],
      },
    ],
    [
      'Lobe',
      { layout: 'NHWC' },
      { 'signature.json': { inputs: { Image: { shape: [null, 64, 64, 3] } }, classes: { Label: FINGERS } } },
      { ...SHAPE, layout: 'NHWC', channels: 'RGB', scale: '0..1', fit: 'crop', labels: FINGERS },
    ],
    [
      'Teachable Machine with its metadata',
      { layout: 'NHWC' },
      { 'metadata.json': { tmVersion: '2.4.7', packageVersion: '0.8.4', imageSize: 64, labels: FINGERS } },
      { ...SHAPE, layout: 'NHWC', channels: 'RGB', scale: '-1..1', fit: 'crop', labels: FINGERS },
    ],
    [
      'a label file with numbers, as Teachable Machine writes it',
      {},
      { 'labels.txt': FINGERS.map((name, i) => `${i} ${name}`).join('\n') },
      { ...SHAPE, labels: FINGERS },
    ],
    [
      'a label file whose names differ only in their numbers',
      {},
      { 'labels.txt': FINGERS.map((_, i) => `${i} fingers`).join('\n') },
      { ...SHAPE, labels: FINGERS.map((_, i) => `${i} fingers`) },
    ],
    [
      'Hugging Face with a centre crop',
      {},
      {
        'preprocessor_config.json': {
          ...{ do_center_crop: true, crop_size: { height: 64, width: 64 }, size: { shortest_edge: 73 } },
          ...{ do_normalize: true, image_mean: MEAN, image_std: STD },
        },
        'config.json': { id2label: Object.fromEntries(FINGERS.map((name, i) => [i, name])) },
      },
      { ...SHAPE, channels: 'RGB', fit: 'crop', scale: { mean: MEAN, std: STD }, labels: FINGERS },
    ],
    [
      'Hugging Face that squashes, to -1..1',
      {},
      { 'preprocessor_config.json': { size: { height: 64, width: 64 }, do_normalize: true, ...HALF } },
      { ...SHAPE, channels: 'RGB', fit: 'squash', scale: '-1..1' },
    ],
  ];
  for (const [what, wrapping, near, card] of cases) {
    test(what, async () => assert.deepEqual((await known(wrapping, near)).card, card));
  }

  test('Hugging Face, which crops away a margin: the card does not, and that is reported', async () => {
    const factsOf = async (edge: number) => {
      const settings = { do_center_crop: true, crop_size: { height: 64, width: 64 }, size: { shortest_edge: edge } };
      return (await known({}, { 'preprocessor_config.json': settings })).facts.join('\n');
    };
    assert.match(await factsOf(73), /the central 64 of 73 pixels .* it is shown the whole centre square\.$/m);
    assert.doesNotMatch(await factsOf(64), /central/);
  });

  test('Hugging Face, whose settings are in the folder above onnx/', async () => {
    const near = { 'preprocessor_config.json': { size: 64, do_normalize: true, ...HALF } };
    assert.equal((await known({}, near, 'onnx')).card.scale, '-1..1');
  });

  test('a net that ends in ZipMap: the tensor before it, and the names in it', async () => {
    const own = join(folder, 'zip-map.onnx');
    writeFileSync(own, withZipMap(rewrapped(bytes, { output: 'probabilities', label: true }), FINGERS));
    const opened = await openAny(own);
    assert.ok(opened.kind === 'foreign');
    await opened.net.session.release();
    assert.deepEqual(opened.net.card.labels, FINGERS);
    assert.equal(opened.net.card.output, 'probabilities');
    assert.ok(opened.net.outputs.some(({ type }) => type === 'map or sequence'));
  });
});

describe('information that does not fit the net is ignored', () => {
  test('labels with another count are ignored, and that is reported', async () => {
    const { card, facts } = await known({}, { 'labels.txt': 'yes\nno\n' });
    assert.equal(card.labels, undefined);
    assert.ok(
      facts.some((fact) => /name 2 classes, but the net gives 6 numbers: ignored/.test(fact)),
      facts.join(),
    );
  });

  test('a size, layout or scale that the file excludes', async () => {
    const other = { inputs: { Image: { shape: [null, 224, 224, 3] } }, classes: { Label: FINGERS } };
    const { card } = await known({ type: 'uint8', scale: '0..255' }, { 'signature.json': other });
    assert.deepEqual([card.layout, card.size, card.scale], ['NCHW', [64, 64], '0..255']);
  });

  test('damaged files are ignored', async () => {
    const near = {
      'signature.json': '{',
      'metadata.json': '[]',
      'config.json': 'null',
      'preprocessor_config.json': '7',
    };
    assert.deepEqual((await known({}, near)).card, SHAPE);
  });

  test('a detector is refused by its task', async () => {
    await assert.rejects(known({ metadata: { task: 'detect', names: "{0: 'hand'}" } }, {}), /the task "detect"/);
  });
});
