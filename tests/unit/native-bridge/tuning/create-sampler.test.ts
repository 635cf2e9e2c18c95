/** The stable import: ask, tell, and refusals. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSampler, SAMPLER_KINDS, TuningError } from '../../../../native-bridge/tuning/index.ts';

const SPACE = { x: { kind: 'float', low: 0, high: 1 }, net: { kind: 'choice', choices: ['a', 'b'] } };

test('every kind supports ask and tell, with trials numbered from 0', () => {
  for (const kind of SAMPLER_KINDS) {
    const sampler = createSampler(kind, SPACE, { seed: 1, direction: 'maximize' });
    const [first, second] = [sampler.ask(), sampler.ask()];
    assert.deepEqual([first?.number, second?.number], [0, 1]);
    assert.deepEqual(Object.keys(first!.values), ['x', 'net']);
    sampler.tell(1, 0.5);
    sampler.tell(0, null);
    assert.equal(sampler.ask()?.number, 2);
  }
});

test('only a trial that was asked for can be told, and only once', () => {
  const sampler = createSampler('random', SPACE);
  sampler.ask();
  assert.throws(() => sampler.tell(1, 0), { message: 'Trial 1 was never asked for.' });
  assert.throws(() => sampler.tell(-1, 0), TuningError);
  assert.throws(() => sampler.tell(0.5, 0), TuningError);
  sampler.tell(0, null);
  assert.throws(() => sampler.tell(0, 1), { message: 'Trial 0 has already been told.' });
});

test('an unknown kind, direction or space and a bad seed are refused with a message', () => {
  assert.throws(() => createSampler('cmaes', SPACE), {
    message: /no sampler "cmaes"/,
    remedy: /grid, random, sobol, tpe, gp/,
  });
  assert.throws(() => createSampler('tpe', { x: { kind: 'float', low: 1, high: 0 } }), { dimension: 'x' });
  assert.throws(() => createSampler('tpe', SPACE, { direction: 'up' as 'minimize' }), /no direction "up"/);
  assert.throws(() => createSampler('tpe', SPACE, { seed: -1 }), /seed is -1/);
  assert.throws(() => createSampler('grid', SPACE, { gridPoints: 0 }), /gridPoints is 0/);
  assert.throws(() => createSampler('tpe', SPACE, { startupTrials: 1.5 }), /startupTrials is 1.5/);
});
