import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { centreSquare } from '../../../../../datasets/preprocess.ts';
import { coverageOf } from '../../../../../renderer/features/live/capture/coverage.ts';
import { HeldSign, HOLD } from '../../../../../renderer/features/live/capture/held-sign.ts';
import { classNames, classNamesError } from '../../../../../renderer/features/live/capture/words.ts';
import { classKeys } from '../../../../../renderer/features/live/class-keys.ts';
import { grown, moved, regionOf, STEP, wholeRegion } from '../../../../../renderer/features/live/region.ts';
import { agreement, NONE, namesOf, spansOf, steadySigns } from '../../../../../renderer/features/live/replay/spans.ts';

const frames = fc.record({ width: fc.integer({ min: 1, max: 4000 }), height: fc.integer({ min: 1, max: 4000 }) });

suite('the region that the net sees', () => {
  test('the largest one is the centre square, as in datasets', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        assert.deepEqual(regionOf(wholeRegion(frame), frame), centreSquare(frame.width, frame.height));
      }),
    );
  });
  test('never leaves the frame, however it is moved and resized, whatever the frame size', () => {
    const steps = fc.array(
      fc.tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true })),
    );
    fc.assert(
      fc.property(frames, frames, steps, (frame, other, list) => {
        let shares = wholeRegion(frame);
        for (const [dx, dy] of list) shares = grown(moved(shares, dx, dy, frame), dx * STEP, frame);
        for (const one of [frame, other]) {
          const { x, y, size } = regionOf(shares, one);
          assert.ok([x, y, size].every(Number.isInteger) && x >= 0 && y >= 0 && size >= 1);
          assert.ok(x + size <= one.width && y + size <= one.height);
          assert.ok(size >= Math.min(64, one.width, one.height));
        }
      }),
    );
  });
  test('grows about its centre and moves by a step', () => {
    const frame = { width: 640, height: 480 };
    const smaller = regionOf(grown(wholeRegion(frame), -0.5, frame), frame);
    assert.deepEqual(smaller, { x: 200, y: 120, size: 240 });
    const right = regionOf(moved({ x: 0, y: 0, size: 0.5 }, STEP, 0, frame), frame);
    assert.deepEqual(right, { x: 15, y: 0, size: 240 });
  });
});

suite('keys and words of the live feature', () => {
  test('digits are their own keys, other classes use their position', () => {
    assert.deepEqual(classKeys(['0', '1', '5']), ['0', '1', '5']);
    assert.deepEqual(classKeys(['fist', 'palm']), ['1', '2']);
    assert.deepEqual(classKeys(Array.from({ length: 11 }, (_, k) => `c${k}`)).slice(8), ['9', '0', undefined]);
  });
  test('class names: one per line or separated by commas, distinct, two to fifty', () => {
    assert.deepEqual(classNames(' fist\npalm, thumb up;\n\n'), ['fist', 'palm', 'thumb up']);
    assert.deepEqual(classNames('拳头，手掌、竖拇指；'), ['拳头', '手掌', '竖拇指']);
    assert.equal(classNamesError(['a', 'b']), null);
    assert.match(classNamesError(['a']) ?? '', /At least two classes/);
    assert.match(classNamesError(['a', 'A']) ?? '', /"A" occurs twice/);
    assert.match(classNamesError(Array.from({ length: 51 }, (_, k) => `${k}`)) ?? '', /at most 50/);
    assert.match(classNamesError(['a', 'b'.repeat(61)]) ?? '', /longer than 60/);
  });
  test('a held sign triggers once after its hold time, and again after another sign', () => {
    const held = new HeldSign(2);
    assert.equal(held.see(2, 0), false);
    assert.equal(held.see(2, HOLD - 1), false);
    assert.equal(held.see(2, HOLD), true);
    assert.equal(held.see(2, 3 * HOLD), false);
    assert.equal(held.see(1, 3 * HOLD + 10), false);
    assert.equal(held.see(1, 6 * HOLD), false, 'another sign');
    assert.equal(held.see(2, 6 * HOLD + 1), false);
    assert.equal(held.see(2, 7 * HOLD + 1), true);
    const any = new HeldSign(null);
    assert.equal(any.see(null, 0) || any.see(null, 5 * HOLD), false, 'no sign');
    assert.equal(any.see(0, 5 * HOLD + 1) || any.see(0, 6 * HOLD + 1), true);
  });
  test('coverage adds up sessions by hand and background', () => {
    const session = (id: number, hand: 'left' | 'right', background: string, perClass: number[]) => ({
      ...{
        id,
        dataset: 1,
        createdAt: 0,
        name: `S${id}`,
        split: 'train' as const,
        camera: '',
        hand,
        background,
        perClass,
      },
    });
    const rows = coverageOf(
      [session(1, 'left', 'wall', [3, 0]), session(2, 'right', '', [1, 2]), session(3, 'left', '', [1, 1])],
      2,
    );
    assert.deepEqual(
      rows.map(({ kind, title, perClass }) => [kind, title, ...perClass]),
      [
        ['session', 'S1', 3, 0],
        ['session', 'S2', 1, 2],
        ['session', 'S3', 1, 1],
        ['hand', 'Left', 4, 1],
        ['hand', 'Right', 1, 2],
        ['background', 'wall', 3, 0],
        ['background', 'Not stated', 2, 3],
      ],
    );
  });
});

suite('two models on one video', () => {
  test('steady signs of recorded probabilities, and their stretches', () => {
    const times = Float64Array.from({ length: 6 }, (_, i) => i * 33);
    const probabilities = Float32Array.from([0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.1, 0.9, 0.1, 0.9, 0.5, 0.5]);
    const signs = steadySigns(times, probabilities, 2, { halfLife: 0, threshold: 0.8, hysteresis: 0.2 });
    assert.deepEqual([...signs], [0, 0, 0, 1, 1, NONE]);
    const names = namesOf(signs, ['a', 'b']);
    assert.deepEqual(
      spansOf(names, null).map(({ from, to, first }) => [from, to, first]),
      [
        [0, 2, 'a'],
        [3, 4, 'b'],
        [5, 5, 'No sign'],
      ],
    );
    const other = ['a', 'a', 'b', 'b'];
    assert.deepEqual(
      spansOf(names, other).map(({ from, to, first, second }) => [from, to, first, second]),
      [
        [0, 1, 'a', 'a'],
        [2, 2, 'a', 'b'],
        [3, 3, 'b', 'b'],
      ],
    );
    assert.equal(agreement(names, other), 0.75);
    assert.equal(agreement([], other), null);
  });
});
