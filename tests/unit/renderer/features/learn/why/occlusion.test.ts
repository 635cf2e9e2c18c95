import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  cover,
  fillColour,
  occlusionOf,
  placesOf,
} from '../../../../../../renderer/features/learn/why/compute/occlusion.ts';
import { finished, logitsOf, picture, softmaxOf, subject } from './net.ts';

const SETTINGS = { patch: 16, stride: 12, fill: 'grey', explained: 2 } as const;

describe('occlusion', () => {
  test('each position is the forward pass of the picture with that patch grey, bit for bit', () => {
    const { output } = finished(occlusionOf({ ...subject, ...SETTINGS }));
    assert.equal(output.places, 5);
    assert.equal(output.computed, 25);
    assert.equal(output.before.score, logitsOf(picture)[2]);
    assert.equal(output.before.probability, softmaxOf(logitsOf(picture))[2]);
    for (const [row, column] of [
      [0, 0],
      [2, 3],
      [4, 4],
    ] as const) {
      const covered = picture.map((value, at) => {
        const [y, x] = [Math.floor(at / 192), Math.floor(at / 3) % 64];
        const inside = y >= row * 12 && y < row * 12 + 16 && x >= column * 12 && x < column * 12 + 16;
        return inside ? 0.5 : value;
      });
      const logits = logitsOf(covered);
      assert.equal(output.scores[row * 5 + column], logits[2]);
      assert.equal(output.probabilities[row * 5 + column], softmaxOf(logits)[2]);
      assert.equal(output.tops[row * 5 + column], logits.indexOf(Math.max(...logits)));
    }
    assert.ok(new Set(output.scores).size > 10, 'places differ');
  });

  test('partial results arrive on the way, each with all positions up to its count', () => {
    const job = occlusionOf({ ...subject, ...SETTINGS, patch: 16, stride: 4 });
    const { value } = job.next();
    assert.ok(value && value.computed > 0 && value.computed < 169);
    const known = value.scores.filter((score) => !Number.isNaN(score)).length;
    assert.equal(known, value.computed);
    assert.equal(value.tops.indexOf(-1), value.computed);
  });

  test('a patch has floor((64 - patch) / stride) + 1 positions per side, all inside the picture', () => {
    assert.equal(placesOf({ patch: 8, stride: 4 }), 15);
    assert.equal(placesOf({ patch: 12, stride: 8 }), 7);
    assert.equal(placesOf({ patch: 64, stride: 8 }), 1);
  });

  test("the mean colour is the picture's mean, channel by channel", () => {
    const [red, green, blue] = fillColour(
      Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => [255, 51, at < 6144 ? 0 : 102][at % 3]!),
      'mean',
    );
    assert.ok(Math.abs(red! - 1) < 1e-12 && Math.abs(green! - 0.2) < 1e-12 && Math.abs(blue! - 0.2) < 1e-12);
    assert.deepEqual(fillColour(subject.pixels, 'grey'), [0.5, 0.5, 0.5]);
    const bytes = new Uint8Array(64 * 64 * 3);
    cover(bytes, { row: 1, column: 2 }, { patch: 2, stride: 3 }, [1, 2, 3]);
    assert.deepEqual(
      [...bytes.keys()].filter((at) => bytes[at] === 3),
      [(3 * 64 + 6) * 3 + 2, (3 * 64 + 7) * 3 + 2, (4 * 64 + 6) * 3 + 2, (4 * 64 + 7) * 3 + 2],
    );
  });
});
