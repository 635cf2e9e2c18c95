/** Turning the flags of `tune` into a plan: defaults, errors, what a resumed sweep may change. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { planOf, resumedPlan, type TuneFlags } from '../../../../main/cli/tune-plan.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const folder = temporaryFolder({ after });
let files = 0;
const fileOf = (value: unknown) => {
  const path = join(folder, `${++files}.json`);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
};
const float = (low: number, high: number) => ({ kind: 'float', low, high });
const flags = (more: Partial<TuneFlags> = {}): TuneFlags => ({ set: [], guess: [], out: 'out', ...more });

describe('without flags', () => {
  test('256 trials of `course` with TPE and ASHA over its own space', () => {
    const { preset, sampler, scheduler, budget, epochs, seed, space, objectives } = planOf(flags());
    assert.deepEqual([preset, sampler, scheduler.kind, epochs, seed], ['course', 'tpe', 'asha', 100, 3]);
    assert.deepEqual([budget, objectives], [{ trials: 256, minutes: null }, ['validationAccuracy']]);
    assert.ok('learningRate' in space);
  });

  test('minutes alone do not limit the number of trials', () => {
    assert.deepEqual(planOf(flags({ minutes: 2 })).budget, { trials: null, minutes: 2 });
    assert.deepEqual(planOf(flags({ minutes: 2, trials: 9 })).budget, { trials: 9, minutes: 2 });
  });
});

describe('with flags', () => {
  test('a network file gives its name; fixed hyperparameters, guesses and objectives are read', () => {
    const network = presetNetwork('lenet5', { classes: 4 });
    const plan = planOf(
      flags({
        ...{ network: fileOf({ ...network, name: 'mine' }), set: ['batchSize=32', 'costDivisor=mean'] },
        ...{ guess: ['{"learningRate":0.01}'], objectives: 'validationLoss, parameters', freshBest: 1, freshSeeds: 3 },
      }),
    );
    assert.deepEqual([plan.preset, plan.network?.layers.length], ['mine', network.layers.length]);
    assert.deepEqual(plan.hyperparameters, { batchSize: 32, costDivisor: 'mean' });
    assert.ok(!('batchSize' in plan.space), 'fixed hyperparameters are not searched');
    assert.deepEqual(plan.guesses, [{ learningRate: 0.01 }]);
    assert.deepEqual([plan.objectives, plan.fresh], [['validationLoss', 'parameters'], { best: 1, seeds: 3 }]);
  });
});

describe('refused', () => {
  const space = (value: unknown) => ({ space: fileOf(value) });
  const odd = { name: 'odd', input: [64, 64, 3], layers: [{ kind: 'conv', filters: 8 }] };
  const cases: [what: string, more: Partial<TuneFlags>, message: RegExp, remedy?: RegExp][] = [
    ['a space without a dimension', space({}), /no dimension/, /at least one/],
    [
      'a space without a finite value',
      space('{"learningRate":{"kind":"float","low":0,"high":1e999}}'),
      /finite number/,
    ],
    ['low above high', space({ learningRate: float(0.1, 0.01) }), /low 0\.1 is above high 0\.01/],
    ['an unknown name', space({ lerningRate: float(0.001, 0.1) }), /"lerningRate"/, /Did you mean learningRate/],
    ['a space that is not JSON', space('{"learningRate": '), /is not JSON/],
    ['a missing space file', { space: join(folder, 'none.json') }, /There is no file .*none\.json/],
    ['a space that is a folder', { space: folder }, /cannot be read: it is a folder/],
    ['one fold', { folds: 1 }, /--folds: one fold leaves nothing/],
    ['an unknown sampler', { sampler: 'luck' }, /--sampler: it must be one of grid, random, sobol, tpe, gp/],
    ['an unknown scheduler', { scheduler: 'never' }, /--scheduler: it must be one of none, median, asha, hyperband/],
    ['an objective twice', { objectives: 'validationLoss,validationLoss' }, /--objectives: .*named twice/],
    ['an objective that no scheduler can follow', { objectives: 'parameters' }, /first objective must be/],
    ['an unknown objective', { objectives: 'speed' }, /--objectives: it must be one of validationAccuracy/],
    ['a guess that is not JSON', { guess: ['learningRate=1'] }, /not values of a trial/],
    ['a guess outside the space', { guess: ['{"momentun":1}'] }, /names "momentun"/],
    ['a malformed setting', { set: ['learningRate'] }, /"learningRate" is not a setting/],
    ['a hyperparameter without effect', { set: ['patience=3'] }, /patience has no effect in a sweep/],
    ['an impossible network', { network: fileOf(odd) }, /layers?\[0\]|layer 1/],
    ['an unknown preset', { preset: 'resnet' }, /resnet/],
    ['an unknown backend', { backend: 'abacus' }, /abacus/],
  ];
  for (const [what, more, message, remedy = /./] of cases) {
    test(what, () => {
      assert.throws(
        () => planOf(flags(more)),
        (error: Error & { remedy?: string; badArgument?: boolean }) => {
          assert.match(error.message, message);
          assert.match(error.remedy ?? '', remedy);
          return error.name === 'UsageError' || error.badArgument === true;
        },
      );
    });
  }
});

describe('a sweep that is resumed', () => {
  const before = planOf(flags({ trials: 16, seed: 5, set: ['optimizer=sgd'] }));
  test('keeps its plan; the same flags again change nothing', () => {
    assert.deepEqual(resumedPlan(flags(), before), before);
    assert.deepEqual(
      resumedPlan(flags({ trials: 16, seed: 5, set: ['optimizer=sgd'], preset: 'course' }), before),
      before,
    );
  });

  test('may get more trials, minutes, and the lanes of this machine', () => {
    const more = resumedPlan(flags({ trials: 32, minutes: 5, lanes: 8 }), before);
    assert.deepEqual(more, { ...before, lanes: 8, budget: { trials: 32, minutes: 5 } });
  });

  test('refuses every other plan, by the flags', () => {
    const message = /so --grid-points and --set and --seed cannot change|so .*--seed.* cannot change/;
    assert.throws(() => resumedPlan(flags({ seed: 6, set: ['optimizer=adam'], gridPoints: 7 }), before), { message });
    assert.throws(() => resumedPlan(flags({ sampler: 'random' }), before), { message: /--sampler cannot change/ });
    assert.throws(() => resumedPlan(flags({ space: fileOf({ learningRate: float(0.001, 0.1) }) }), before), {
      message: /--space cannot change/,
    });
  });
});
