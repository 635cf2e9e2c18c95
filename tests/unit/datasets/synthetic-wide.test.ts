import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openDataset, wholeSpec } from '../../../datasets/catalog.ts';
import { IMAGE_BYTES, IMAGE_SIZE } from '../../../datasets/dataset.ts';
import { KNOBS } from '../../../datasets/synthetic/knobs.ts';
import { MASK_BYTES, Painter } from '../../../datasets/synthetic/picture.ts';
import { Random } from '../../../datasets/synthetic/random.ts';
import { createCanvas, drawSynthetic } from '../../../datasets/synthetic/synthetic.ts';

describe('the preset wide', () => {
  const { train } = drawSynthetic({ trainPerClass: 40, testPerClass: 0, seed: 1, preset: 'wide' });

  test('draws left and right hands, palms and backs, of all skin tones, and records which', () => {
    const share = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v, 0) / train.count;
    // 240 pictures: 4 standard deviations of a share of one half are 0.13.
    assert.ok(Math.abs(share(train.left) - 0.5) < 0.13, `left ${share(train.left)}`);
    assert.ok(Math.abs(share(train.back) - 0.25) < 0.13, `back ${share(train.back)}`);
    assert.ok(Math.min(...train.tones) < 0.3 && Math.max(...train.tones) > 5.7);
  });

  test('is a separate dataset in the catalogue', async () => {
    const opened = await openDataset('drawn-wide:train=2,test=1,seed=1');
    assert.deepEqual([opened.name, opened.splits.train.count, opened.splits.test.count], ['drawn-wide', 12, 6]);
    assert.deepEqual(opened.splits.train.images, train.images.subarray(0, 12 * IMAGE_BYTES));
    assert.equal(opened.splits.test.sources[5], 'drawn-wide/test#5');
    assert.equal(wholeSpec('drawn-wide:train=2'), 'drawn-wide:train=2');
    await assert.rejects(openDataset('drawn-wide:size=3'), /drawn-wide does not know size=3/);
  });
});

test('the mask is exact: a plain wall is unchanged outside it and covered inside', () => {
  const still = {
    warmth: 0,
    noise: [0, 0],
    blurChance: 0,
    shadowChance: 0,
    exposure: [1, 1],
    vignette: [0, 0],
  } as const;
  const white = { wall: [230, 230], wallTint: 0, wallGradient: [0, 0], colourChance: 0, plainChance: 1 } as const;
  const painter = new Painter({ ...KNOBS['course-like'], ...still, ...white });
  for (const sign of [0, 1, 2, 3, 4, 5] as const) {
    const canvas = createCanvas(1);
    painter.draw(sign, new Random([4, 0, sign, 0]), canvas, 0);
    let inside = 0;
    for (let p = 0; p < MASK_BYTES; p++) {
      const green = canvas.images[3 * p + 1]!;
      if (canvas.masks[p] === 255) {
        inside++;
        assert.ok(green < 225, `sign ${sign}, pixel ${p} of the hand is as bright as the wall`);
      }
      // A block's colour is shared, as in JPEG.
      const block = (p & ~1 & ~IMAGE_SIZE) as number;
      const alone = [0, 1, IMAGE_SIZE, IMAGE_SIZE + 1].every((k) => canvas.masks[block + k] === 0);
      if (alone) assert.ok(Math.abs(green - 230) <= 3, `sign ${sign}, pixel ${p} of the wall is ${green}`);
    }
    assert.ok(inside > 300, `sign ${sign} covers ${inside} pixels`);
  }
});
