/** The recognition host on pixel files and dropped pictures, through main's own connection to it. */
import assert from 'node:assert/strict';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import sharp from 'sharp';
import { IMAGE_BYTES } from '../../../../datasets/dataset.ts';
import { decodeFile } from '../../../../datasets/formats/decode.ts';
import { HostError } from '../../../../main/hosts/host-error.ts';
import { Recogniser } from '../../../../main/hosts/recognition.ts';
import { openFeatures } from '../../../../native-bridge/onnx/features.ts';
import { decodeModel, encodeModel } from '../../../../native-bridge/onnx/schema.ts';
import { openModel } from '../../../../native-bridge/onnx/session.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { randomImages, SMALL, writeModel } from '../onnx/fixtures.ts';

const folder = temporaryFolder({ after });
const path = writeModel(folder);
const COUNT = 300; // more than one piece
const images = randomImages(COUNT, 7);
const pixels = join(folder, 'pictures.u8');
writeFileSync(pixels, images);
const recogniser = new Recogniser();
after(() => recogniser.close());
const all = Int32Array.from({ length: COUNT }, (_, i) => i);
const picture = (i: number) => images.subarray(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES);

function failing(words: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof HostError, String(error));
    assert.match(error.message, words);
    assert.ok(error.remedy, 'a way out');
    return true;
  };
}

describe('answers on pictures of a pixel file', () => {
  test('are those of the pictures themselves, in any order', async () => {
    const model = await openModel(path);
    const { probabilities: here } = await model.predict(images, COUNT);
    await model.release();
    const pictures = all.toReversed();
    pictures[0] = 5; // twice, and out of order
    const { probabilities } = await recogniser.ask<'answers'>({ kind: 'answers', path, pixels, pictures });
    const expected = [...pictures].flatMap((i) => [...here.subarray(i * 6, (i + 1) * 6)]);
    assert.equal(probabilities.length, expected.length);
    for (const [i, p] of probabilities.entries()) assert.ok(Math.abs(p - expected[i]!) < 1e-6, `${i}: ${p}`);
  });

  test('are refused if the file has no such picture, or does not exist', async () => {
    const ask = (file: string, i: number) =>
      recogniser.ask<'answers'>({ kind: 'answers', path, pixels: file, pictures: Int32Array.of(i) });
    await assert.rejects(ask(pixels, COUNT), failing(/pictures\.u8 has no picture 300/));
    await assert.rejects(ask(pixels, -1), failing(/has no picture -1/));
    await assert.rejects(ask(join(folder, 'none.u8'), 0), failing(/none\.u8 cannot be read/));
  });
});

describe('what the net sees of a picture', () => {
  const see = (name: string, bytes: Uint8Array) =>
    recogniser.ask<'see'>({ kind: 'see', path, picture: { kind: 'file', name, bytes } });

  test('is what a dataset would store: upright, its centre square', async () => {
    const raw = { width: 120, height: 80, channels: 3 } as const;
    // Orientation 6: rotated by 90 degrees to be upright.
    const bytes = await sharp(images.subarray(0, 120 * 80 * 3), { raw })
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const file = join(folder, 'turned.jpg');
    writeFileSync(file, bytes);
    const seen = await see('turned.jpg', bytes);
    assert.deepEqual([seen.width, seen.height], [80, 120]);
    assert.deepEqual(seen.region, { x: 0, y: 20, size: 80 });
    const expected = await decodeFile(file);
    assert.deepEqual(new Uint8Array(seen.pixels), expected);
    const { probabilities } = await recogniser.ask<'predict'>({ kind: 'predict', path, images: expected, count: 1 });
    assert.deepEqual(seen.probabilities, [...probabilities]);
    assert.equal(seen.label, String(seen.probabilities.indexOf(Math.max(...seen.probabilities))));
  });

  test('for 64x64 pixels is those pixels', async () => {
    const seen = await recogniser.ask<'see'>({ kind: 'see', path, picture: { kind: 'pixels', pixels: picture(2) } });
    assert.deepEqual(new Uint8Array(seen.pixels), new Uint8Array(picture(2)));
    assert.deepEqual([seen.width, seen.height, seen.region], [64, 64, { x: 0, y: 0, size: 64 }]);
  });

  test('is refused in words where it is no picture, cut off, or absurdly large', async () => {
    await assert.rejects(
      see('notes.txt', Buffer.from('hello')),
      failing(/notes\.txt is not a picture in a known format/),
    );
    await assert.rejects(see('none.png', new Uint8Array()), failing(/none\.png is empty/));
    const create = { width: 64, height: 64, channels: 3, background: 'red' } as const;
    const png = await sharp({ create }).png().toBuffer();
    await assert.rejects(
      see('cut.png', png.subarray(0, png.length - 30)),
      failing(/cut\.png is a damaged PNG: its end is missing/),
    );
    png.writeUInt32BE(60_000, 16); // the width that the header announces
    await assert.rejects(see('wide.png', png), failing(/wide\.png/));
  });
});

describe('the nearest pictures', () => {
  const nearest = (model: string, file = pixels) =>
    recogniser.ask<'nearest'>({ kind: 'nearest', path: model, pixels: file, picture: 7, among: all, count: 5 });

  /** Computed by sorting all distances. */
  function sorted(values: (i: number) => ArrayLike<number>, unit: number) {
    const [target, distances] = [Array.from(values(7)), [] as { id: number; distance: number }[]];
    for (const id of all) {
      const own = values(id);
      const squared = target.reduce((sum, value, d) => sum + (value - own[d]!) ** 2, 0);
      if (id !== 7) distances.push({ id, distance: Math.sqrt(squared) / unit });
    }
    return distances.sort((a, b) => a.distance - b.distance).slice(0, 5);
  }

  function same(found: { id: number; distance: number }[], expected: { id: number; distance: number }[]): void {
    assert.deepEqual(
      found.map(({ id }) => id),
      expected.map(({ id }) => id),
    );
    for (const [i, { distance }] of found.entries()) assert.ok(Math.abs(distance - expected[i]!.distance) < 1e-3);
  }

  test('are nearest by features, never the picture itself', async () => {
    const model = (await openFeatures(path))!;
    const features = await model.features(images);
    await model.release();
    const { by, pictures } = await nearest(path);
    assert.equal(by, 'features');
    same(pictures, sorted((i) => features.subarray(i * model.size, (i + 1) * model.size), 1)); // biome-ignore format: one line
    assert.deepEqual((await nearest(path)).pictures, pictures);
  });

  test('are nearest by pixels if the file does not expose its features', async () => {
    const model = decodeModel(readFileSync(path));
    const dense = model.graph.node.find(({ opType }) => opType === 'Gemm')!;
    const [last] = dense.output as [string];
    dense.output = ['before'];
    const relu = { name: 'r', opType: 'Relu', input: ['before'], output: [last], attribute: [] };
    model.graph.node.splice(model.graph.node.indexOf(dense) + 1, 0, relu);
    const foreign = join(folder, 'foreign.onnx');
    writeFileSync(foreign, encodeModel(model));
    const { by, pictures } = await nearest(foreign);
    assert.equal(by, 'pixels');
    same(pictures, sorted(picture, 255));
  });

  test('are computed again if the pixel file has changed', async () => {
    const file = join(folder, 'changing.u8');
    writeFileSync(file, images);
    await nearest(path, file);
    truncateSync(file, 10 * IMAGE_BYTES);
    await assert.rejects(nearest(path, file), failing(/has no picture 10/));
  });

  test('of 10 000 pictures are the same the second time, when the features are in memory', async () => {
    const many = join(folder, 'many.u8');
    const count = 10_000;
    writeFileSync(many, Buffer.alloc(count * IMAGE_BYTES, images));
    const among = Int32Array.from({ length: count }, (_, i) => i);
    const ask = () => recogniser.ask<'nearest'>({ kind: 'nearest', path, pixels: many, picture: 3, among, count: 9 });
    const first = await ask();
    assert.deepEqual(await ask(), first);
  });
});

test('a host that died is replaced at the next request', async () => {
  const own = new Recogniser();
  after(() => own.close());
  await own.ask<'open'>({ kind: 'open', path });
  const asked = own.ask<'answers'>({ kind: 'answers', path, pixels, pictures: all });
  process.kill(own.pid!, 'SIGKILL');
  await assert.rejects(asked, failing(/ended \(SIGKILL\) before it answered/));
  assert.deepEqual((await own.ask<'open'>({ kind: 'open', path })).metadata?.network, SMALL);
});
