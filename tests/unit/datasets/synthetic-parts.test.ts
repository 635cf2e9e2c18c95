import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { CHANNELS, IMAGE_BYTES, IMAGE_SIZE } from '../../../datasets/dataset.ts';
import { boxBlur } from '../../../datasets/synthetic/blur.ts';
import { contactSheet } from '../../../datasets/synthetic/contact-sheet.ts';
import { smoothMin } from '../../../datasets/synthetic/field.ts';
import { gestureOf, poseHand } from '../../../datasets/synthetic/hand-pose.ts';
import { createRoom, drawShape } from '../../../datasets/synthetic/hand-shape.ts';
import { KNOBS } from '../../../datasets/synthetic/knobs.ts';
import { pcg4d, Random } from '../../../datasets/synthetic/random.ts';
import type { Sign } from '../../../datasets/synthetic/signs.ts';
import { compose, cosSin, pitch, type Rotation, roll, yaw } from '../../../datasets/synthetic/vector.ts';
import { type FlatBone, GRID } from '../../../datasets/synthetic/view.ts';

const words = fc.tuple(...([0, 1, 2, 3] as const).map(() => fc.integer({ min: 0, max: 0xffffffff })));

describe('random numbers', () => {
  // From the listings of Jarzynski & Olano 2020 (pcg4d) and PractRand (sfc32), run with Python's integers modulo 2^32.
  test('pcg4d and sfc32 give the words of the published generators', () => {
    assert.deepEqual(pcg4d([0, 0, 0, 0]), [251852841, 760645481, 850445371, 3542436074]);
    assert.deepEqual(pcg4d([1, 2, 3, 4]), [908250390, 4044648920, 3775961919, 45698095]);
    assert.deepEqual(pcg4d([0xffffffff, 0, 5, 7]), [54535875, 1675607810, 3368858193, 3986761150]);
    const random = new Random([1, 2, 3, 4]);
    const drawn = [random.word(), random.word(), random.word(), random.word()];
    assert.deepEqual(drawn, [3406687841, 1467865082, 2917811870, 3931273618]);
  });

  test('adjacent addresses give unrelated numbers', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 0, max: 3 }), (address, which) => {
        const next = address.map((word, i) => (i === which ? word ^ 1 : word)) as unknown as typeof address;
        assert.notEqual(new Random(address as never).word(), new Random(next as never).word());
      }),
      { numRuns: 300 },
    );
  });

  test('uniform and bell have the moments of their distributions', () => {
    const random = new Random([5, 0, 0, 0]);
    const n = 40000;
    const moments = (draw: () => number) => {
      const values = Array.from({ length: n }, draw);
      const mean = values.reduce((sum, v) => sum + v, 0) / n;
      return [mean, values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n] as const;
    };
    const [mean, variance] = moments(() => random.uniform(-1, 3)); // 4 sigma: 4 sqrt(16/12/n) = 0.023
    assert.ok(Math.abs(mean - 1) < 0.023 && Math.abs(variance - 16 / 12) < 0.025, `${mean} ${variance}`);
    const [centre, spread] = moments(() => random.bell()); // 4/sqrt(n) = 0.02, 4 sqrt(2/n) = 0.028
    assert.ok(Math.abs(centre) < 0.02 && Math.abs(spread - 1) < 0.028, `${centre} ${spread}`);
  });
});

describe('geometry', () => {
  const degrees = fc.double({ min: -360, max: 360, noNaN: true });

  test('cosine and sine are accurate to 1e-11', () => {
    fc.assert(
      fc.property(degrees, (angle) => {
        const [c, s] = cosSin(angle);
        assert.ok(Math.abs(c - Math.cos((angle * Math.PI) / 180)) < 1e-11);
        assert.ok(Math.abs(s - Math.sin((angle * Math.PI) / 180)) < 1e-11);
      }),
      { numRuns: 500 },
    );
  });

  test('composed rotations keep lengths and right angles', () => {
    fc.assert(
      fc.property(degrees, degrees, degrees, (a, b, c) => {
        const turned: Rotation = compose(roll(a), compose(pitch(b), yaw(c)));
        for (const [i, row] of turned.entries()) {
          for (const [j, other] of turned.entries()) {
            const product = row[0] * other[0] + row[1] * other[1] + row[2] * other[2];
            assert.ok(Math.abs(product - (i === j ? 1 : 0)) < 1e-10);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test('the smooth minimum is at most the minimum, and equal to it away from contacts', () => {
    const value = fc.double({ min: -20, max: 20, noNaN: true });
    fc.assert(
      fc.property(value, value, fc.double({ min: 0.1, max: 5, noNaN: true }), (a, b, blend) => {
        const both = smoothMin(a, b, blend);
        assert.ok(both <= Math.min(a, b) && both >= Math.min(a, b) - blend / 4 - 1e-12);
        if (Math.abs(a - b) >= blend) assert.equal(both, Math.min(a, b));
      }),
      { numRuns: 300 },
    );
  });

  test('a bone is a capsule: its distance and height are those of the nearest sphere', () => {
    const room = createRoom();
    const lone = (bone: Partial<FlatBone>): FlatBone => ({
      ...{ ax: 30, ay: 64, az: 0, bx: 90, by: 64, bz: 0, radiusA: 10, radiusB: 10, palmar: 0, joint: 0, last: false },
      ...bone,
    });
    const hand = (bone: FlatBone) => ({ palm: [], fingers: [[bone]], sleeve: null, lines: [] });
    const nowhere = lone({ ax: -500, bx: -400 });
    drawShape(room, { ...hand(lone({})), forearm: nowhere }, 90);
    const at = (x: number, y: number) => y * GRID + x;
    // Samples are at the centres of their squares, half a sample off.
    assert.ok(Math.abs(room.hand.distance[at(60, 75)]! - 1.5) < 1e-5);
    assert.ok(Math.abs(room.hand.distance[at(60, 70)]! + 3.5) < 1e-5);
    assert.ok(Math.abs(room.hand.height[at(60, 70)]! - Math.sqrt(100 - 6.5 ** 2)) < 1e-5);
    assert.equal(room.hand.distance[at(5, 5)], 1000);
    // Towards the viewer: the highest point is on the near end's sphere, radius above its centre.
    drawShape(room, { ...hand(lone({ ax: 64, ay: 64, bx: 64.5, by: 64.5, bz: 40 })), forearm: nowhere }, 90);
    assert.ok(Math.abs(room.hand.height[at(64, 64)]! - 50) < 1e-4);
  });

  test('extended fingers reach higher than folded ones', () => {
    for (const sign of [0, 1, 2, 3, 4, 5] as const satisfies readonly Sign[]) {
      const random = new Random([9, 0, sign, 0]);
      const knobs = KNOBS['course-like'];
      const gesture = gestureOf(sign, random, knobs);
      const { fingers } = poseHand(gesture, random, knobs);
      gesture.straight.forEach((straight, i) => {
        const [knuckle, tip] = [fingers[i]!.at(0)!.a[1], fingers[i]!.at(-1)!.b[1]];
        assert.equal(tip > knuckle + 0.2, straight, `finger ${i} of ${sign}: knuckle ${knuckle}, tip ${tip}`);
      });
      assert.equal(gesture.straight.filter(Boolean).length + Number(gesture.thumb === 'out'), sign);
    }
  });
});

test('a box blur is the mean of the neighbourhood, with the edge repeated', () => {
  const size = 9;
  const plane = Float32Array.from({ length: size * size }, (_, i) => (i * 37) % 101);
  const blurred = boxBlur(plane, size, 2);
  const inside = (k: number) => Math.min(Math.max(k, 0), size - 1);
  for (let i = 0; i < plane.length; i++) {
    let sum = 0;
    for (let k = 0; k < 25; k++) {
      sum += plane[inside(Math.floor(i / size) + Math.floor(k / 5) - 2) * size + inside((i % size) + (k % 5) - 2)]!;
    }
    assert.ok(Math.abs(blurred[i]! - sum / 25) < 1e-4);
  }
});

test('a contact sheet has one row per class, with white gaps of two pixels', () => {
  const labels = Int32Array.from([1, 0, 1, 1]);
  const images = new Uint8Array(4 * IMAGE_BYTES);
  labels.forEach((_, i) => {
    images.fill(10 * (i + 1), i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES);
  });
  const { width, height, data } = contactSheet({ count: 4, images, labels, sources: [] }, 2);
  assert.deepEqual([width, height, data.length], [130, 130, 130 * 130 * CHANNELS]);
  const at = (x: number, y: number) => data[(y * width + x) * CHANNELS];
  assert.deepEqual([at(0, 0), at(63, 63), at(64, 0), at(66, 0)], [20, 20, 255, 255]); // class 0 has one picture
  assert.deepEqual([at(0, 66), at(66, 66), at(129, 129), at(0, 65)], [10, 30, 30, 255]);
  assert.equal(IMAGE_SIZE, 64);
});
