import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { readData } from '../../../../datasets/catalog.ts';
import { IMAGE_BYTES } from '../../../../datasets/dataset.ts';
import { type Inspection, inspectPictures } from '../../../../datasets/inspect/inspect.ts';
import { signsFolder, withoutSigns } from '../../../helpers/shared.ts';

/** Copies of the same pictures. */
async function each(pictures: Uint8Array, change: (picture: Uint8Array) => Uint8Array | Promise<Uint8Array>) {
  const changed = new Uint8Array(pictures.length);
  for (let at = 0; at < pictures.length; at += IMAGE_BYTES) {
    changed.set(await change(pictures.subarray(at, at + IMAGE_BYTES)), at);
  }
  return changed;
}

const gain = (factor: number) => (picture: Uint8Array) =>
  picture.map((value) => Math.min(255, Math.round(value * factor)));

/** Moved by (dx,dy) pixels; the edge is repeated. */
const moved = (dx: number, dy: number) => (picture: Uint8Array) => {
  const inside = (value: number) => Math.min(Math.max(value, 0), 63);
  return picture.map((_, i) => {
    const [pixel, channel] = [Math.floor(i / 3), i % 3];
    return picture[(inside(Math.floor(pixel / 64) - dy) * 64 + inside((pixel % 64) - dx)) * 3 + channel]!;
  });
};

const jpeg = (quality: number) => async (picture: Uint8Array) => {
  const file = await sharp(picture, { raw: { width: 64, height: 64, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
  return sharp(file).raw().toBuffer();
};

/** Share of the pictures in the first half that are in one group with their copies in the second half. */
function found({ exactGroups, nearGroups }: Inspection): number {
  const count = nearGroups.length / 2;
  const together = (groups: Int32Array, i: number) => groups[i]! >= 0 && groups[i] === groups[count + i];
  const hits = Array.from({ length: count }, (_, i) => together(nearGroups, i) || together(exactGroups, i));
  return hits.filter(Boolean).length / count;
}

test('brightness and sharpness equal those of numpy', async () => {
  // i = np.arange(64*64*3, dtype=np.int64); a = ((i*i*7 + i*13) % 256).reshape(64, 64, 3)
  // g = (a[...,0]*19595 + a[...,1]*38470 + a[...,2]*7471 + 0x8000) >> 16
  // L = g[:-2,1:-1] + g[2:,1:-1] + g[1:-1,:-2] + g[1:-1,2:] - 4*g[1:-1,1:-1]
  // g.mean()/255, L.var()
  const picture = Uint8Array.from({ length: IMAGE_BYTES }, (_, i) => (i * i * 7 + i * 13) % 256);
  const { brightness, sharpness } = await inspectPictures([picture]);
  assert.equal(brightness[0], Math.fround(0.49806985294117645));
  assert.equal(sharpness[0], Math.fround(51467.06010854111));
});

test('equal pictures form one exact group across the splits, but no near group by themselves', async () => {
  const { splits } = await readData('synthetic:train=1,test=1');
  const train = splits.train.images;
  const again = new Uint8Array([...train.subarray(2 * IMAGE_BYTES, 3 * IMAGE_BYTES), ...splits.test.images]);
  const { exactGroups, nearGroups } = await inspectPictures([train, new Uint8Array(0), again]);
  assert.deepEqual([...exactGroups], [-1, -1, 0, -1, -1, -1, 0, -1, -1, -1, -1, -1, -1]);
  assert.ok(nearGroups.every((group) => group === -1));
});

test('an equal picture joins the near group of its duplicate', async () => {
  const { splits } = await readData('synthetic:train=1,test=0');
  const one = splits.train.images.subarray(0, IMAGE_BYTES);
  const { exactGroups, nearGroups } = await inspectPictures([one, splits.train.images, gain(1.05)(one)]);
  assert.deepEqual([...nearGroups], [0, 0, -1, -1, -1, -1, -1, 0]);
  assert.deepEqual([...exactGroups], [0, 0, -1, -1, -1, -1, -1, -1]);
});

test('plain pictures of different greys are not nearly equal', async () => {
  const plain = [0, 60, 120, 180, 255].map((grey) => new Uint8Array(IMAGE_BYTES).fill(grey));
  const { nearGroups, sharpness } = await inspectPictures(plain);
  assert.ok(nearGroups.every((group) => group === -1));
  assert.ok(sharpness.every((value) => value === 0));
});

test('no pictures', async () => {
  const { brightness, nearGroups } = await inspectPictures([new Uint8Array(0)]);
  assert.deepEqual([brightness.length, nearGroups.length], [0, 0]);
});

test('is stopped by the signal, and by a progress callback that throws', async () => {
  const { splits } = await readData('synthetic:train=2,test=0');
  await assert.rejects(
    inspectPictures([splits.train.images], undefined, AbortSignal.abort(new Error('enough'))),
    /enough/,
  );
  const stop = () => {
    throw new Error('stop');
  };
  await assert.rejects(inspectPictures([splits.train.images], stop), /stop/);
});

/** Least share of copies that is found: the measured value minus a margin for the small sample. */
const COPIES: [name: string, change: (picture: Uint8Array) => Uint8Array | Promise<Uint8Array>, least: number][] = [
  ['JPEG of quality 50', jpeg(50), 0.98],
  ['JPEG of quality 75', jpeg(75), 0.995],
  ['JPEG of quality 90', jpeg(90), 1],
  ['5 % brighter', gain(1.05), 1],
  ['5 % darker', gain(0.95), 1],
  ['a pixel to the right', moved(1, 0), 1],
  ['a pixel down', moved(0, 1), 1],
  ['a pixel up and right', moved(1, -1), 1],
  ['a pixel off, then JPEG of quality 75', async (picture) => jpeg(75)(moved(-1, -1)(picture)), 0.99],
];

describe('copies of drawn pictures are found', () => {
  for (const [name, change, least] of COPIES) {
    test(name, async () => {
      const { images } = (await readData('synthetic:train=50,test=0,seed=2')).splits.train;
      const share = found(await inspectPictures([images, await each(images, change)]));
      assert.ok(share >= least, `found ${share}`);
    });
  }

  test('and different ones are not', async () => {
    const { images } = (await readData('synthetic:train=100,test=0,seed=3')).splits.train;
    const { nearGroups, exactGroups } = await inspectPictures([images]);
    assert.ok([...nearGroups, ...exactGroups].every((group) => group === -1));
  });
});

describe('the real pictures', { skip: withoutSigns }, () => {
  const pictures = async () => {
    const { train, test: tested } = (await readData(signsFolder)).splits;
    return new Uint8Array([...train.images, ...tested.images]);
  };

  for (const [name, change, least] of COPIES) {
    test(name, async () => {
      const images = (await pictures()).subarray(0, 200 * IMAGE_BYTES);
      const share = found(await inspectPictures([images, await each(images, change)]));
      assert.ok(share >= least, `found ${share}`);
    });
  }

  test('photographs of one sign by one hand are mostly not counted as near duplicates', async () => {
    const { exactGroups, nearGroups } = await inspectPictures([await pictures()]);
    assert.equal(exactGroups.filter((group) => group >= 0).length, 88); // c = np.unique(x.reshape(1200, -1), axis=0, return_counts=True)[1]; c[c > 1].sum()
    assert.ok(nearGroups.filter((group) => group >= 0).length <= 48); // 4 % of 1200
  });
});
