import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { schedulerOf } from '../../../../../native-bridge/tuning/schedulers/index.ts';
import { SchedulerSettings } from '../../../../../native-bridge/tuning/schedulers/settings.ts';
import { randomOf, type Simulation, simulate } from './simulated-sweep.ts';

const settings: fc.Arbitrary<SchedulerSettings> = fc
  .oneof(
    fc.constant({ kind: 'none' }),
    fc.record({
      ...{ kind: fc.constant('median'), warmupTrials: fc.integer({ min: 1, max: 6 }) },
      ...{
        warmupEpochs: fc.integer({ min: 0, max: 20 }),
        every: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
      },
    }),
    fc.record({ kind: fc.constantFrom('asha', 'hyperband'), eta: fc.integer({ min: 2, max: 5 }) }),
  )
  .map((given) => SchedulerSettings.parse(given));

const sweep = fc.record({
  settings,
  epochs: fc.integer({ min: 1, max: 60 }),
  trials: fc.integer({ min: 1, max: 40 }),
  workers: fc.integer({ min: 1, max: 5 }),
  seed: fc.integer(),
  /** Few distinct scores, so that many are equal. */
  levels: fc.integer({ min: 1, max: 30 }),
  failing: fc.constantFrom(0, 0.2, 0.7, 1),
});
type Sweep = typeof sweep extends fc.Arbitrary<infer T> ? T : never;

function simulationOf({ epochs, trials, workers, seed, levels, failing }: Sweep): Simulation {
  const at = (...place: number[]) => randomOf(place.reduce((hash, n) => Math.imul(hash, 31) + n, seed))();
  return {
    ...{ epochs, trials, workers },
    curve: (trial) => Array.from({ length: epochs }, (_, e) => Math.floor(at(trial, e) * levels)),
    fails: (trial, until) => at(trial, until, 1) < failing,
    duration: (trial, from, until) => (until - from) * (0.5 + at(trial, from, 2)),
  };
}

test('a sweep ends, every trial ends once, no epoch is trained twice, and the same calls give the same sweep', () => {
  fc.assert(
    fc.property(sweep, (drawn) => {
      const outcome = simulate(schedulerOf(drawn.settings, drawn.epochs), simulationOf(drawn));
      assert.deepEqual(simulate(schedulerOf(drawn.settings, drawn.epochs), simulationOf(drawn)), outcome);
      for (const [trial, end] of outcome.ends) {
        assert.equal(end === 'complete', outcome.epochs.get(trial) === drawn.epochs && end !== 'failed');
      }
    }),
    { numRuns: 300 },
  );
});

test('if any trial does not fail, some trial gets all its epochs', () => {
  fc.assert(
    fc.property(sweep, (drawn) => {
      const { ends } = simulate(schedulerOf(drawn.settings, drawn.epochs), simulationOf(drawn));
      const all = [...ends.values()];
      assert.ok(all.includes('complete') || all.every((end) => end === 'failed'), all.join());
    }),
    { numRuns: 300 },
  );
});

test('an interrupted sweep resumes with its running pieces, repeats nothing and ends like any other', () => {
  fc.assert(
    fc.property(sweep, fc.integer({ min: 1, max: 100 }), (drawn, pieces) => {
      const simulation = simulationOf(drawn);
      const scheduler = () => schedulerOf(drawn.settings, drawn.epochs);
      const { left } = simulate(scheduler(), { ...simulation, pieces });
      const { ends } = simulate(scheduler(), { ...simulation, restored: left });
      const all = [...ends.values()];
      assert.ok(all.includes('complete') || all.every((end) => end === 'failed'), all.join());
    }),
    { numRuns: 300 },
  );
});

test('with one worker, an interruption between two pieces changes nothing', () => {
  fc.assert(
    fc.property(sweep, fc.integer({ min: 1, max: 100 }), (drawn, pieces) => {
      const simulation = { ...simulationOf(drawn), workers: 1 };
      const scheduler = () => schedulerOf(drawn.settings, drawn.epochs);
      const whole = simulate(scheduler(), simulation);
      const { left } = simulate(scheduler(), { ...simulation, pieces });
      const rest = simulate(scheduler(), { ...simulation, restored: left });
      assert.deepEqual(rest.pieces, whole.pieces.slice(pieces));
      assert.deepEqual([...rest.ends].sort(), [...whole.ends].sort());
    }),
    { numRuns: 300 },
  );
});
