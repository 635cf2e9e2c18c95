import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Latency } from '../../../../native-bridge/live/latency.ts';
import { STEADY, SteadySign } from '../../../../native-bridge/live/steady.ts';

const sure = (k: number) => [0, 1, 2].map((i) => (i === k ? 0.98 : 0.01));

suite('a smoothed sign', () => {
  test('smoothing depends on time: after one half-life a step is halfway, independent of the frame rate', () => {
    for (const frames of [1, 3, 12]) {
      const steady = new SteadySign(2, { halfLife: 100, threshold: 0.5, hysteresis: 0.1 });
      steady.see([1, 0], 0);
      let last = 0;
      for (let i = 1; i <= frames; i++) last = steady.see([0, 1], (100 * i) / frames).smoothed[1]!;
      assert.ok(Math.abs(last - 0.5) < 1e-6, `${frames} frames: ${last}`);
    }
  });

  test('one wrong frame at 30 per second is not shown; another sign is shown within a quarter of a second', () => {
    const steady = new SteadySign(3);
    for (let i = 0; i < 30; i++) steady.see(sure(0), i * 33);
    assert.equal(steady.see(sure(1), 30 * 33).sign, 0);
    let at = 31 * 33;
    while (steady.see(sure(2), at).sign !== 2) at += 33;
    assert.ok(at - 31 * 33 <= 250, `${at - 31 * 33} ms`);
  });

  test('hysteresis: a shown sign stays below the threshold for a while, and a tie does not flicker', () => {
    const steady = new SteadySign(2, { halfLife: 0, threshold: 0.6, hysteresis: 0.1 });
    assert.equal(steady.see([0.55, 0.45], 0).sign, null);
    assert.equal(steady.see([0.61, 0.39], 33).sign, 0);
    assert.equal(steady.see([0.51, 0.49], 66).sign, 0);
    assert.equal(steady.see([0.49, 0.51], 99).sign, null);
    assert.equal(steady.see([0.35, 0.65], 132).sign, 1);
  });

  test('reports since when, and resets after a gap', () => {
    const steady = new SteadySign(3, { ...STEADY, halfLife: 50 });
    for (let at = 0; at <= 300; at += 30) assert.equal(steady.see(sure(1), at).since, 0);
    const later = steady.see(sure(2), 5000);
    assert.deepEqual([later.sign, later.since], [2, 5000]);
    steady.reset();
    assert.equal(steady.see([0.3, 0.3, 0.4], 5030).sign, null);
  });

  test('settings can be changed while it runs', () => {
    const steady = new SteadySign(2, { halfLife: 0, threshold: 0.9, hysteresis: 0 });
    assert.equal(steady.see([0.8, 0.2], 0).sign, null);
    steady.settings = { ...steady.settings, threshold: 0.7 };
    assert.equal(steady.see([0.8, 0.2], 33).sign, 0);
  });
});

suite('latency', () => {
  test('quantiles by nearest rank, over the latest values only', () => {
    const latency = new Latency(4);
    assert.deepEqual([latency.quantile(0.5), latency.rate(0)], [null, null]);
    for (const [i, ms] of [100, 1, 2, 3, 4].entries()) latency.add(ms, i * 10);
    assert.deepEqual([latency.quantile(0.5), latency.quantile(0.95), latency.quantile(1)], [2, 4, 4]);
  });
  test('frames per second over two seconds', () => {
    const latency = new Latency();
    for (let i = 0; i < 100; i++) latency.add(1, i * 40);
    assert.ok(Math.abs(latency.rate(99 * 40)! - 25) < 1e-9);
    assert.equal(latency.rate(1e6), null);
  });
});
