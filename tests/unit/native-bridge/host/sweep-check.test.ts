/** Errors in the settings of a sweep, reported before anything is trained. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { checkPlan } from '../../../../native-bridge/host/sweep-check.ts';
import { SweepPlan } from '../../../../native-bridge/tuning/plan.ts';

const float = (low: number, high: number) => ({ kind: 'float', low, high }) as const;

function planOf(more: Partial<Record<keyof SweepPlan, unknown>> = {}): SweepPlan {
  return SweepPlan.parse({
    ...{ preset: 'course', network: null, hyperparameters: {}, guesses: [], sampler: 'tpe' },
    space: { learningRate: float(1e-4, 1e-1), batchSize: { kind: 'choice', choices: [32, 64] } },
    ...{ scheduler: { kind: 'none' }, objectives: ['validationAccuracy'], budget: { trials: 10, minutes: null } },
    ...{ epochs: 8, seeds: 1, folds: 0, validation: 0.25, seed: 3, backend: 'auto', lanes: null },
    fresh: { best: 0, seeds: 2 },
    ...more,
  });
}

describe('a valid sweep', () => {
  test('has no problems; a real-valued dimension makes the combinations infinite, a grid has points', () => {
    const { problems, combinations, impossible } = checkPlan(planOf(), 6);
    assert.deepEqual([problems, combinations, impossible], [[], null, 0]);
    assert.equal(checkPlan(planOf({ sampler: 'grid', gridPoints: 7 }), 6).combinations, 14);
    const choices = {
      batchSize: { kind: 'choice', choices: [16, 32, 64] },
      dropout: { kind: 'choice', choices: [0, 0.5] },
    };
    assert.equal(checkPlan(planOf({ space: choices }), 6).combinations, 6);
  });

  test('has an estimated number of epochs', () => {
    const epochs = (more: Parameters<typeof planOf>[0]) => checkPlan(planOf(more), 6).epochs;
    assert.equal(epochs({}), 80);
    assert.equal(epochs({ seeds: 2, folds: 3 }), 480);
    assert.equal(epochs({ fresh: { best: 2, seeds: 5 } }), 80 + 2 * 5 * 8);
    assert.equal(epochs({ sampler: 'grid', gridPoints: 2 }), 32, 'a grid has no more than its points');
    assert.equal(epochs({ budget: { trials: null, minutes: 5 } }), null);
    const halving = epochs({ scheduler: { kind: 'asha' }, budget: { trials: 256, minutes: null }, epochs: 64 })!;
    assert.ok(halving > 256 && halving < (256 * 64) / 8, `${halving} epochs`);
  });

  test('reports the share of impossible points in its space', () => {
    const space = {
      'layers.1.kernel': { kind: 'int', low: 1, high: 8 },
      'layers.3.size': { kind: 'int', low: 2, high: 64 },
    };
    const { problems, impossible } = checkPlan(planOf({ space }), 6);
    assert.deepEqual(problems, []);
    assert.ok(impossible >= 0 && impossible < 1, `${impossible}`);
  });
});

describe('an invalid sweep', () => {
  const cases: [what: string, more: Parameters<typeof planOf>[0], message: RegExp, dimension: string | null][] = [
    ['an empty space', { space: {} }, /no dimension/, null],
    ['low above high', { space: { learningRate: float(0.1, 0.01) } }, /low 0.1 is above high 0.01/, 'learningRate'],
    ['an unknown name', { space: { lerningRate: float(0.001, 0.1) } }, /lerningRate/, 'lerningRate'],
    ['a range beyond what it takes', { space: { dropout: float(0, 2) } }, /dropout/, 'dropout'],
    [
      'a grid of 10^9 points',
      { sampler: 'grid', gridPoints: 1000, space: manyFloats() },
      /grid has 1,000,000,000 points/,
      null,
    ],
    [
      'fixed and searched',
      { hyperparameters: { learningRate: 0.1 } },
      /learningRate is both fixed and searched/,
      'learningRate',
    ],
    ['a fixed hyperparameter without effect', { hyperparameters: { momentum: 0.5 } }, /momentum does nothing/, null],
    ['an unknown fixed hyperparameter', { hyperparameters: { speed: 1 } }, /no hyperparameter "speed"/, null],
    ['patience', { hyperparameters: { patience: 5 } }, /patience has no effect in a sweep/, 'patience'],
    ['an unknown preset', { preset: 'resnet' }, /resnet/, null],
    [
      'a network for other classes',
      { network: presetNetwork('course', { classes: 4 }) },
      /for 4 classes.*have 6/,
      null,
    ],
    ['a guess outside the space', { guesses: [{ momentum: 0.5 }] }, /Trial 1 by hand names "momentum"/, 'momentum'],
    ['a guess out of range', { guesses: [{}, { batchSize: -1 }] }, /Trial 2 by hand: batchSize/, null],
  ];
  for (const [what, more, message, dimension] of cases) {
    test(`${what}`, () => {
      const { problems } = checkPlan(planOf(more), 6);
      assert.equal(problems.length, 1, JSON.stringify(problems));
      assert.match(problems[0]!.message, message);
      assert.notEqual(problems[0]!.remedy, '');
      assert.equal(problems[0]!.dimension, dimension);
    });
  }

  test('several problems are reported together', () => {
    const { problems } = checkPlan(planOf({ hyperparameters: { patience: 2, speed: 1 } }), 6);
    assert.equal(problems.length, 2);
  });

  test('momentum has an effect if the optimizer is searched', () => {
    const space = { optimizer: { kind: 'choice', choices: ['adam', 'sgd'] } };
    assert.deepEqual(checkPlan(planOf({ space, hyperparameters: { momentum: 0.5 } }), 6).problems, []);
  });
});

function manyFloats() {
  return { learningRate: float(1e-4, 1e-1), dropout: float(0, 0.5), labelSmoothing: float(0, 0.2) };
}
