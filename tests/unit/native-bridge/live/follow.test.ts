import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { FOLLOW, FollowedSquare, overlapOf } from '../../../../native-bridge/live/follow.ts';

const at = (x: number, size = 100) => ({ x, y: 50, size });
const FRAME = 33; // ms

suite('a square that follows the hand', () => {
  test('overlap: identical is 1, disjoint is 0, half of each is a third', () => {
    assert.equal(overlapOf(at(0), at(0)), 1);
    assert.equal(overlapOf(at(0), at(100)), 0);
    assert.ok(Math.abs(overlapOf(at(0), at(50)) - 1 / 3) < 1e-12);
  });

  test('it appears with the first hand, and does not move while the hand only trembles', () => {
    const followed = new FollowedSquare();
    assert.deepEqual(followed.see(at(40), 0), at(40));
    for (let i = 1; i < 30; i++) assert.deepEqual(followed.see(at(40 + (i % 2 ? 3 : -3)), i * FRAME), at(40));
  });

  test('a moving hand is followed by time, independent of the frame rate', () => {
    for (const frames of [1, 4]) {
      const followed = new FollowedSquare({ ...FOLLOW, halfLife: 100, still: 1.1, jump: 0 });
      followed.see(at(0), 0);
      for (let i = 1; i <= frames; i++) followed.see(at(40), (100 * i) / frames);
      assert.ok(Math.abs(followed.place!.x - 20) < 1e-9, `${frames} frames: ${followed.place!.x}`);
    }
  });

  test('it jumps to a hand that is elsewhere', () => {
    const followed = new FollowedSquare();
    followed.see(at(0), 0);
    assert.deepEqual(followed.see(at(300), FRAME), at(300));
  });

  test('one frame without a hand does not remove it, a quarter of a second does', () => {
    const followed = new FollowedSquare();
    followed.see(at(40), 0);
    assert.deepEqual(followed.see(null, FRAME), at(40));
    assert.deepEqual(followed.see(null, FOLLOW.patience), at(40));
    assert.equal(followed.see(null, FOLLOW.patience + FRAME), null);
    assert.equal(followed.see(null, 10_000), null);
  });
});
