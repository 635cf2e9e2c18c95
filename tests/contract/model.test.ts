/** A foreign model on the command line: `model`, and `predict`, `evaluate`, `recognise` with its card. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { openDataset } from '../../datasets/catalog.ts';
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import { lab } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { rewrapped } from '../unit/native-bridge/onnx/card/rewrapped.ts';

const folder = temporaryFolder({ after });
const DATA = 'synthetic:train=60,test=6,seed=1';
const own = join(folder, 'run/model.onnx');
const foreign = join(folder, 'foreign.onnx');
const card = join(folder, 'own-card.json');
const CARD = {
  ...{ layout: 'NHWC', size: [64, 64], fit: 'crop', channels: 'BGR', scale: '-1..1', output: 'logits' },
  labels: ['0', '1', '2', '3', '4', '5'],
};

before(async () => {
  const settings = ['--preset', 'four-block', '--epochs', '6', '--set', 'learningRate=0.003'];
  const trained = await lab(['train', '--data', DATA, ...settings, '--out', join(folder, 'run'), '--json']);
  assert.equal(trained.status, 0, trained.stderr);
  writeFileSync(foreign, rewrapped(readFileSync(own), { layout: 'NHWC', channels: 'BGR', scale: '-1..1' }));
  writeFileSync(card, JSON.stringify(CARD));
});

interface Line {
  readonly kind: string;
  readonly [key: string]: unknown;
}

async function last(args: string[]): Promise<Line> {
  const ran = await lab([...args, '--json']);
  assert.equal(ran.status, 0, ran.stderr);
  return JSON.parse(ran.stdout.trim().split('\n').at(-1)!) as Line;
}

function near(got: unknown, expected: unknown): void {
  const [a, b] = [got as number[], expected as number[]];
  assert.equal(a.length, b.length);
  for (const [i, value] of a.entries()) assert.ok(Math.abs(value - b[i]!) <= 1e-4, `${a} is not ${b}`);
}

describe('model', () => {
  test('prints inputs, outputs, and the known and unknown fields of the card', async () => {
    const line = await last(['model', foreign]);
    assert.equal(line.kind, 'model');
    assert.deepEqual(line.inputs, [{ name: 'input', type: 'float32', shape: ['N', 64, 64, 3] }]);
    assert.deepEqual(line.outputs, [{ name: 'out_logits', type: 'float32', shape: ['N', 6] }]);
    assert.deepEqual(line.card, { layout: 'NHWC', size: [64, 64], output: 'logits' });
    assert.deepEqual(line.unknown, ['fit', 'channels', 'scale', 'labels']);
    assert.ok(!('measured' in line));
  });

  test('with a card, no field is unknown', async () => {
    const line = await last(['model', foreign, '--card', card]);
    assert.deepEqual([line.card, line.unknown], [CARD, []]);
  });

  test('with a dataset finds the card, which can then be used with --card', async () => {
    const line = await last(['model', foreign, '--data', DATA]);
    const { fit: _, ...found } = line.card as typeof CARD;
    const { fit: __, ...wanted } = CARD;
    assert.deepEqual(found, wanted);
    const { split, pictures, undecided, next } = line.measured as Record<string, unknown>;
    assert.deepEqual([split, pictures], ['train', 200]);
    assert.ok((undecided as string[]).includes('fit') && next !== null);
    const written = join(folder, 'measured.json');
    writeFileSync(written, JSON.stringify(line.card));
    assert.equal((await last(['evaluate', '--model', foreign, '--card', written, '--data', DATA])).kind, 'evaluation');
  });

  test('prints the measurement for people', async () => {
    const ran = await lab(['model', foreign, '--data', DATA]);
    assert.match(ran.stdout, /unknown: fit, channels, scale, labels/);
    assert.match(ran.stdout, /Measured on 200 train pictures \(64x64\), 27 cards tried: the best gets \d+\.\d %/);
    assert.match(ran.stdout, /cannot distinguish: .*fit/);
  });
});

describe('with its card, a foreign model gives the answers of its net', () => {
  const picture = join(folder, 'wide.png');
  before(async () => {
    const { images } = (await openDataset(DATA)).splits.test;
    await sharp(images.subarray(0, IMAGE_BYTES), { raw: { width: 64, height: 64, channels: 3 } })
      .resize(192, 128, { fit: 'fill' })
      .png()
      .toFile(picture);
  });

  test('predict', async () => {
    const wanted = await last(['predict', '--model', own, picture]);
    const got = await last(['predict', '--model', foreign, '--card', card, picture]);
    assert.equal(got.label, wanted.label);
    near(got.probabilities, wanted.probabilities);
    // The whole picture squeezed into the square differs from its centre square.
    const squash = join(folder, 'squash.json');
    writeFileSync(squash, JSON.stringify({ ...CARD, fit: 'squash' }));
    const squashed = await last(['predict', '--model', foreign, '--card', squash, picture]);
    assert.notDeepEqual(squashed.probabilities, got.probabilities);
  });

  test('recognise', async () => {
    const frames = async (args: string[]) => {
      const ran = await lab(['recognise', '--source', picture, ...args, '--json']);
      assert.equal(ran.status, 0, ran.stderr);
      return JSON.parse(ran.stdout.split('\n')[0]!) as Line;
    };
    const region = ['--region', '10,5,100', '--flip'];
    const wanted = await frames(['--model', own, ...region]);
    near((await frames(['--model', foreign, '--card', card, ...region])).probabilities, wanted.probabilities);
  });

  test('evaluate, with its classes in another order', async () => {
    const wanted = await last(['evaluate', '--model', own, '--data', DATA]);
    // The names of the first two classes are swapped, and so are their answers.
    const swapped = join(folder, 'swapped.json');
    writeFileSync(swapped, JSON.stringify({ ...CARD, labels: ['1', '0', '2', '3', '4', '5'] }));
    const other = await last(['evaluate', '--model', foreign, '--card', swapped, '--data', DATA]);
    const columns = (wanted.confusion as number[][]).map(([zero, one, ...rest]) => [one, zero, ...rest]);
    assert.deepEqual(other.confusion, columns);
  });
});

test('with an incomplete card it is refused, naming what is missing', async () => {
  const ran = await lab(['evaluate', '--model', foreign, '--data', DATA, '--json']);
  assert.equal(ran.status, 1);
  assert.equal(ran.stdout, '');
  assert.match(ran.stderr, /do not say fit, channels, scale\.\n.*--card CARD\.json/);
});
