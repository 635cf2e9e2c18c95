import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openDataset } from '../../../../datasets/catalog.ts';
import { IMAGE_BYTES } from '../../../../datasets/dataset.ts';
import {
  type Companion,
  companionCounts,
  generationOf,
  newIn,
  signsOf,
} from '../../../../datasets/synthetic/companion.ts';
import { MASK_BYTES } from '../../../../datasets/synthetic/picture.ts';
import type { Session } from '../../../../native-bridge/backends/backend.ts';
import { NO_CLASS } from '../../../../native-bridge/convnet/no-class.ts';
import { parseSettings } from '../../../../native-bridge/training/hyperparameters.ts';
import { companionOf, Mixture } from '../../../../native-bridge/training/mixture.ts';

const dataset = await openDataset('synthetic:train=2,test=0,seed=1');
const own = dataset.splits.train.count * IMAGE_BYTES;

/** The drawn pictures that a session sees in those epochs. */
async function seenIn(epochs: readonly number[], settings: readonly string[], seed = 3): Promise<Buffer[]> {
  const mixture = new Mixture(companionOf(parseSettings(settings), dataset, seed)!, dataset);
  const renewed: [number, number][] = [];
  const session = { renew: (from: number, to: number) => renewed.push([from, to]) } as unknown as Session;
  const seen: Buffer[] = [];
  try {
    for (const epoch of epochs) {
      await mixture.ready(session, epoch);
      seen.push(Buffer.from(mixture.opening.images.subarray(own)));
    }
    assert.deepEqual(mixture.opening.images.subarray(0, own), dataset.splits.train.images);
    assert.ok(renewed.every(([from, to]) => from >= dataset.splits.train.count && to <= mixture.count));
  } finally {
    await mixture.close();
  }
  return seen;
}

describe('drawn hands next to pictures of a dataset', () => {
  const settings = ['companion=0.5', 'companionKeep=3'];

  test('part of them is new in every epoch, all are replaced within `keep` epochs, and a resumed run has the same', async () => {
    const seen = await seenIn([0, 1, 2, 3, 4], settings);
    const same = (a: Buffer, b: Buffer) =>
      Array.from({ length: 12 }, (_, i) => i).filter((i) => {
        const at = [i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES] as const;
        return a.subarray(...at).equals(b.subarray(...at));
      }).length;
    assert.deepEqual([same(seen[0]!, seen[1]!), same(seen[1]!, seen[2]!), same(seen[0]!, seen[3]!)], [8, 8, 0]);
    const [resumed, next] = await seenIn([3, 4], settings);
    assert.ok(resumed!.equals(seen[3]!) && next!.equals(seen[4]!));
    const [other] = await seenIn([0], settings, 4);
    assert.equal(same(other!, seen[0]!), 0);
  });

  test('rooms come after the hands, for any classes, have no class and an empty mask', async () => {
    const letters = { ...dataset, classes: ['A', 'B', 'C', 'D', 'E', 'F'] };
    const { count } = dataset.splits.train;
    const rooms = new Mixture(companionOf(parseSettings(['rooms=0.25']), letters, 3)!, letters);
    const both = new Mixture(companionOf(parseSettings(['companion=0.5', 'rooms=0.25']), dataset, 3)!, dataset);
    try {
      assert.deepEqual([rooms.count, rooms.labelled, rooms.drawn], [count + 4, count, { hands: 0, rooms: 4 }]);
      assert.deepEqual([both.count, both.labelled], [4 * count, 3 * count]);
      assert.deepEqual(both.opening.labels.subarray(3 * count), new Int32Array(count).fill(NO_CLASS));
      const session = { renew: () => {} } as unknown as Session;
      for (const mixture of [rooms, both]) {
        await mixture.ready(session, 0);
        const { images, foreground } = mixture.opening;
        assert.ok(images.subarray(mixture.labelled * IMAGE_BYTES).some((byte) => byte > 0));
        assert.ok(foreground.pixels.subarray(mixture.labelled * MASK_BYTES).every((cover) => cover === 0));
      }
    } finally {
      await Promise.all([rooms.close(), both.close()]);
    }
  });

  test('pictures are replaced as often as planned', () => {
    for (const count of [1, 5, 12]) {
      for (const keep of [1, 3, 4, 20]) {
        const rooms = Math.floor(count / 4);
        const companion: Companion = { preset: 'wide', seed: 1, keep, hands: count - rooms, rooms, signs: [0, 1] };
        const times = new Array<number>(count).fill(-1);
        for (let epoch = 0; epoch < 30; epoch++) {
          const { from, to } = newIn(companion, epoch, epoch === 0);
          for (let i = from; i < to; i++) times[i]!++;
          times.forEach((n, i) => {
            assert.equal(generationOf(companion, epoch, i), n, `${count} ${keep} ${epoch} ${i}`);
          });
        }
      }
    }
  });

  test('the share refers to all pictures; classes that cannot be drawn are named', () => {
    assert.deepEqual(companionCounts(1080, { hands: 0.5, rooms: 0 }), { hands: 1080, rooms: 0 });
    assert.deepEqual(companionCounts(1080, { hands: 0.2, rooms: 0.2 }), { hands: 360, rooms: 360 });
    assert.deepEqual(companionCounts(10, { hands: 0, rooms: 0.01 }), { hands: 0, rooms: 1 });
    assert.deepEqual(signsOf('two', ['5', '0']), [5, 0]);
    assert.throws(() => signsOf('ten', ['0', '6', 'A']), /ten has the classes 6, A/);
    assert.throws(() => parseSettings(['companionKeep=2']), /does nothing with companion=0/);
    assert.equal(parseSettings(['companionKeep=2', 'rooms=0.1']).companionKeep, 2);
    assert.throws(() => parseSettings(['companion=0.9', 'rooms=0.1']), /leave less than 5 % for the pictures/);
  });
});
