/** How workers spread over sweeps. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { chooseSweep } from '../../../../native-bridge/queue/choose-sweep.ts';

/** As in reality, all workers read the state at the same moment, and then all of them move. */
function round(places: Map<string, string | null>, ids: readonly string[]): Map<string, string | null> {
  const sweeps = ids.map((id) => ({
    id,
    workers: [...places].filter(([, at]) => at === id).map(([worker]) => worker),
  }));
  return new Map([...places].map(([worker, at]) => [worker, chooseSweep(worker, at, sweeps)]));
}

describe('the choice of a sweep', () => {
  test('is the only sweep, or none', () => {
    assert.equal(chooseSweep('w', null, []), null);
    assert.equal(chooseSweep('w', 'gone', []), null);
    assert.equal(chooseSweep('w', 'gone', [{ id: 'a', workers: [] }]), 'a');
  });

  test('spreads all workers evenly within a few rounds, and then none moves', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 4 }), (workers, count) => {
        const ids = Array.from({ length: count }, (_, i) => `sweep ${i}`);
        let places = new Map<string, string | null>(workers.map((worker) => [worker, null]));
        for (let i = 0; i < 12; i++) places = round(places, ids);
        const sizes = ids.map((id) => [...places.values()].filter((at) => at === id).length);
        assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, `${sizes}`);
        assert.deepEqual(round(places, ids), places);
      }),
    );
  });

  test('moves no worker for a difference of one', () => {
    const sweeps = [
      { id: 'a', workers: ['x', 'y'] },
      { id: 'b', workers: ['z'] },
    ];
    assert.equal(chooseSweep('y', 'a', sweeps), 'a');
    assert.equal(chooseSweep('v', null, sweeps), 'b');
  });
});
