import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { paretoFront, type TwoScores } from '../../../../../../renderer/features/tuning/charts/pareto.ts';

const beats = (a: TwoScores, b: TwoScores, { x, y }: { x: boolean; y: boolean }) => {
  const [dx, dy] = [x ? a.x - b.x : b.x - a.x, y ? a.y - b.y : b.y - a.y];
  return dx >= 0 && dy >= 0 && (dx > 0 || dy > 0);
};

test('no point beats one on the front; every other point is beaten by or equal to one on it', () => {
  const point = fc.record({ x: fc.integer({ min: 0, max: 9 }), y: fc.integer({ min: 0, max: 9 }) });
  const ways = fc.record({ x: fc.boolean(), y: fc.boolean() });
  fc.assert(
    fc.property(fc.array(point, { maxLength: 40 }), ways, (points, maximised) => {
      const all = points.map((one, trial) => ({ ...one, trial }));
      const front = paretoFront(all, maximised);
      const on = new Set(front.map(({ trial }) => trial));
      for (const one of front) assert.ok(!all.some((other) => beats(other, one, maximised)));
      for (const one of all.filter(({ trial }) => !on.has(trial))) {
        assert.ok(front.some((other) => beats(other, one, maximised) || (other.x === one.x && other.y === one.y)));
      }
    }),
  );
});

test('the front is sorted from the best x to the worst', () => {
  const points = [
    [3, 9],
    [1, 5],
    [2, 4],
    [2, 7],
  ].map(([x, y], trial) => ({ trial, x: x!, y: y! }));
  assert.deepEqual(
    paretoFront(points, { x: false, y: true }).map(({ trial }) => trial),
    [1, 3, 0],
  );
});
