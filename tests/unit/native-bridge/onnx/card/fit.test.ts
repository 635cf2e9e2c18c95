/** How a picture is fitted to the size of a net, and that the visible part alone gives the same bytes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MT19937 } from '../../../../../datasets/random/mt19937.ts';
import { type Picture, type Rectangle, resize } from '../../../../../datasets/resize.ts';
import { filled, fitted, seenOf, wholeOf } from '../../../../../native-bridge/onnx/card/fit.ts';
import { asTaken, netNumbers } from '../../../../../native-bridge/onnx/card/net-input.ts';

const random = new MT19937(3);
const SIZES = [
  [31, 17],
  [17, 31],
  [40, 40],
  [64, 9],
] as const;
const FITS = ['squash', 'crop', 'letterbox'] as const;

function picture(width: number, height: number): Picture {
  return {
    width,
    height,
    channels: 3,
    data: Uint8Array.from({ length: width * height * 3 }, () => random.randomSample() * 256),
  };
}

test('the visible part of a picture gives the same bytes as the whole picture', () => {
  for (const [width, height] of SIZES) {
    const whole = picture(width, height);
    for (const fit of FITS) {
      for (const size of [
        [16, 16],
        [12, 20],
        [7, 30],
      ] as [number, number][]) {
        const card = { fit, size };
        const seen = seenOf(wholeOf(whole), card);
        const part = cut(whole, seen);
        assert.deepEqual(filled(part, card, wholeOf(part)), fitted(whole, card), `${width}x${height} ${fit} ${size}`);
      }
    }
  }
});

test('a grey net receives grey pictures', () => {
  const rgb = picture(4, 4).data as Uint8Array;
  const card = { size: [4, 4] as [number, number], channels: 'grey' as const };
  const grey = netNumbers(rgb, { ...card, layout: 'NCHW', scale: '0..255' }, 'uint8');
  assert.deepEqual(
    [...asTaken(rgb, card)],
    [...grey].flatMap((value) => [value, value, value]),
  );
  assert.equal(asTaken(rgb, { ...card, channels: 'BGR' }), rgb);
});

function cut(whole: Picture, part: Rectangle): Picture {
  const { width, height } = part;
  return { width, height, channels: 3, data: resize(whole, part, part) };
}
