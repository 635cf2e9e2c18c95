import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { difference, GATE, judge } from '../../../../datasets/capture/gate.ts';
import { openDataset } from '../../../../datasets/catalog.ts';
import { IMAGE_BYTES } from '../../../../datasets/dataset.ts';

const { splits } = await openDataset('synthetic:train=10,test=1,seed=5');
const picture = (i: number) => splits.train.images.slice(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES);
const nothing = { last: null, scene: null };
const why = (pixels: Uint8Array, context: Parameters<typeof judge>[1] = nothing) => {
  const verdict = judge(pixels, context);
  return verdict.kind === 'good' ? 'good' : verdict.why;
};
const changed = (pixels: Uint8Array, to: (value: number) => number) =>
  pixels.map((value) => Math.min(Math.max(Math.round(to(value)), 0), 255));

/** Blurred along its rows by a box of `width` pixels, like a moving hand. */
function smeared(pixels: Uint8Array, width: number): Uint8Array {
  return pixels.map((_, i) => {
    const [row, column, channel] = [Math.floor(i / 192), Math.floor((i % 192) / 3), i % 3];
    let [sum, count] = [0, 0];
    for (let x = column - (width >> 1); x <= column + (width >> 1); x++) {
      if (x < 0 || x > 63) continue;
      sum += pixels[row * 192 + x * 3 + channel]!;
      count++;
    }
    return Math.round(sum / count);
  });
}

suite('the gate before a capture', () => {
  test('accepts nearly all drawn hands', () => {
    const good = Array.from({ length: 60 }, (_, i) => why(picture(i))).filter((word) => word === 'good').length;
    assert.ok(good >= 57, `${good} of 60`);
  });
  test('gives a reason for a refusal', () => {
    assert.equal(why(changed(picture(0), (value) => value * 0.1)), 'dark');
    assert.equal(why(changed(picture(0), (value) => 245 + value * 0.04)), 'bright');
    assert.equal(why(changed(picture(0), (value) => 120 + value * 0.05)), 'empty');
    assert.equal(why(new Uint8Array(IMAGE_BYTES)), 'dark');
    assert.equal(why(smeared(picture(0), 25)), 'blurred');
  });
  test('a known empty scene is not a hand; a hand in front of it is', () => {
    const scene = picture(3);
    assert.equal(
      why(
        changed(scene, (value) => value + 3),
        { last: null, scene },
      ),
      'empty',
    );
    assert.equal(why(picture(20), { last: null, scene }), 'good');
  });
  test('the same picture twice counts once', () => {
    const last = picture(7);
    assert.equal(
      why(
        changed(last, (value) => value + 1),
        { last, scene: null },
      ),
      'same',
    );
    assert.equal(why(picture(20), { last, scene: null }), 'good');
  });
  test('reports the measured value and the limit', () => {
    const verdict = judge(new Uint8Array(IMAGE_BYTES).fill(20), nothing);
    assert.deepEqual(verdict, { kind: 'refused', why: 'dark', value: 20 / 255, limit: GATE.dark });
    assert.equal(difference(new Uint8Array(IMAGE_BYTES), new Uint8Array(IMAGE_BYTES).fill(9)), 9);
  });
});
