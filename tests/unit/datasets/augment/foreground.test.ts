/** Masks that are segmented from pictures, compared with the true masks of drawn hands. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foregroundOf } from '../../../../datasets/augment/foreground.ts';
import { IMAGE_BYTES } from '../../../../datasets/dataset.ts';
import { drawSynthetic } from '../../../../datasets/synthetic/synthetic.ts';

const PIXELS = 64 * 64;

/** Intersection over union of every mask that is found, and how many are not found. */
function overlaps(preset: 'course-like' | 'wide', seed: number) {
  const { train } = drawSynthetic({ trainPerClass: 20, testPerClass: 0, seed, preset });
  const found: number[] = [];
  for (let i = 0; i < train.count; i++) {
    const mask = foregroundOf(train.images.subarray(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES));
    if (!mask) continue;
    let [both, either] = [0, 0];
    for (let p = 0; p < PIXELS; p++) {
      const [told, drawn] = [mask[p]! > 127, train.masks![i * PIXELS + p]! > 127];
      both += Number(told && drawn);
      either += Number(told || drawn);
    }
    found.push(both / either);
  }
  return { found: found.sort((a, b) => a - b), untold: train.count - found.length };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const below = (values: readonly number[], least: number) => values.filter((v) => v < least).length / values.length;

test('hands on plain walls are separated from shadows, including gaps and thin fingers', () => {
  const { found, untold } = overlaps('course-like', 11);
  assert.ok(untold <= 2, `${untold} of 120`);
  assert.ok(mean(found) > 0.92 && below(found, 0.8) < 0.03, `mean ${mean(found)}, ${below(found, 0.8)} under 0.8`);
});

test('in rooms of all kinds a hand is segmented, or no mask is returned', () => {
  const { found, untold } = overlaps('wide', 12);
  assert.ok(untold > 20 && untold < 84, `${untold} of 120`);
  // Sleeves and bracelets are segmented as hand, but are not in the masks.
  assert.ok(mean(found) > 0.75 && below(found, 0.6) < 0.2, `mean ${mean(found)}, ${below(found, 0.6)} under 0.6`);
});

test('the hole in a ring of fingers is background, including its shadow', () => {
  const picture = new Uint8Array(IMAGE_BYTES);
  const ring = (x: number, y: number) =>
    Math.abs(Math.hypot(x - 30, y - 30) - 14) < 4 || (y > 40 && Math.abs(x - 34) < 6);
  const shadow = (x: number, y: number) => ring(x - 6, y - 5);
  for (let i = 0; i < PIXELS; i++) {
    const [x, y] = [i % 64, Math.floor(i / 64)];
    // A wall with light that falls off to one side, and noise of a few levels.
    const light = (1 - x / 200) * (shadow(x, y) ? 0.72 : 1);
    const grain = ((Math.imul(i, 2654435761) >>> 28) & 7) - 4;
    const colour = ring(x, y) ? [170, 120, 100] : [210 * light, 205 * light, 195 * light];
    picture.set(
      colour.map((level) => Math.round(level) + grain),
      i * 3,
    );
  }
  const mask = foregroundOf(picture);
  assert.ok(mask);
  let wrong = 0;
  for (let i = 0; i < PIXELS; i++) wrong += Number(mask[i]! > 127 !== ring(i % 64, Math.floor(i / 64)));
  assert.ok(wrong < 60, `${wrong} pixels`);
  assert.equal(mask[30 * 64 + 30], 0, 'the middle of the ring');
});

test('a picture of one colour, and noise, have no hand', () => {
  assert.equal(foregroundOf(new Uint8Array(IMAGE_BYTES).fill(120)), null);
  assert.equal(foregroundOf(new Uint8Array(IMAGE_BYTES)), null);
  assert.equal(foregroundOf(Uint8Array.from({ length: IMAGE_BYTES }, (_, i) => Math.imul(i, 2654435761) >>> 24)), null);
});
