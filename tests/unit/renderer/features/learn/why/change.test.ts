import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { blurred } from '../../../../../../renderer/features/learn/why/compute/blur.ts';
import { amplified, changeOf } from '../../../../../../renderer/features/learn/why/compute/change.ts';
import { argmax } from '../../../../../../renderer/features/learn/why/compute/subject.ts';
import { finished, logitsOf, picture, softmaxOf, subject } from './net.ts';

const target = (argmax(logitsOf(picture)) + 1) % 6;
const byteValues = (bytes: Uint8Array) => Float64Array.from(bytes, (byte) => byte / 255);

describe('change to another class', () => {
  for (const smooth of [0, 2]) {
    test(`ends with a picture in bytes that the net calls the target, blur ${smooth}`, () => {
      const { parts, output } = finished(changeOf({ ...subject, target, length: 0.1, smooth, most: 200 }));
      assert.equal(output.end, 'won');
      assert.equal(parts.length, output.steps.length - 1);
      assert.deepEqual(output.pictures[0], subject.pixels);
      for (const at of [0, 1, output.steps.length - 1]) {
        const bytes = output.pictures[at]!;
        assert.deepEqual([...output.steps[at]!.probabilities], softmaxOf(logitsOf(byteValues(bytes))));
        const squares = bytes.reduce((sum, byte, i) => sum + ((byte - subject.pixels[i]!) / 255) ** 2, 0);
        assert.ok(Math.abs(output.steps[at]!.norm - Math.sqrt(squares)) < 1e-12);
      }
      const winners = output.steps.map(({ probabilities }) => argmax(probabilities));
      assert.equal(winners.indexOf(target), winners.length - 1, 'it stops with the first win');
    });
  }

  test('gives up after the maximum number of steps if steps are too small to change a byte', () => {
    const { output } = finished(changeOf({ ...subject, target, length: 1e-7, smooth: 0, most: 5 }));
    assert.equal(output.end, 'gaveUp');
    assert.equal(output.steps.length, 6);
    assert.deepEqual(output.newest, subject.pixels);
  });

  test('a blur preserves a constant and spreads a point evenly', () => {
    for (const value of blurred(new Float64Array(64 * 64 * 3).fill(0.3), 2)) assert.ok(Math.abs(value - 0.3) < 1e-12);
    const point = new Float64Array(64 * 64 * 3);
    point[(30 * 64 + 30) * 3 + 1] = 1;
    const spread = blurred(point, 2);
    const at = (y: number, x: number, channel = 1) => spread[(y * 64 + x) * 3 + channel]!;
    assert.ok(Math.abs(at(30, 32) / at(30, 30) - Math.exp(-0.5)) < 1e-12);
    assert.equal(at(28, 30), at(32, 30));
    assert.equal(at(30, 30, 0), 0);
    assert.ok(Math.abs(spread.reduce((a, b) => a + b) - 1) < 1e-12);
    assert.equal(blurred(point, 0), point);
  });

  test('the difference is amplified until its largest value is black or white', () => {
    const [from, to] = [Uint8Array.of(10, 20, 30), Uint8Array.of(10, 24, 29)];
    assert.deepEqual(amplified(from, to), { pixels: Uint8Array.of(128, 128 + 4 * 31, 128 - 31), times: 31 });
    assert.equal(amplified(from, from).times, 1);
  });
});
