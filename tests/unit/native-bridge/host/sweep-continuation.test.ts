/** Which trials of an earlier sweep a new one takes over: those that it would train with the same settings. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { valuesWithin } from '../../../../native-bridge/host/sweep-continuation.ts';
import { SweepPlan } from '../../../../native-bridge/tuning/plan.ts';

const learningRate = { kind: 'float', low: 1e-4, high: 1e-1, log: true };
const batchSize = { kind: 'choice', choices: [32, 64] };

function planOf(space: object, hyperparameters: Record<string, number | string> = {}): SweepPlan {
  return SweepPlan.parse({
    ...{ preset: 'course', network: null, hyperparameters, space, guesses: [], sampler: 'tpe' },
    ...{ scheduler: { kind: 'none' }, objectives: ['validationAccuracy'], budget: { trials: 10, minutes: null } },
    ...{ epochs: 8, seeds: 1, folds: 0, validation: 0.25, seed: 3, backend: 'auto', lanes: null },
    fresh: { best: 0, seeds: 2 },
  });
}

const before = planOf({ learningRate, batchSize });
const values = { learningRate: 0.01, batchSize: 32 };
const within = (plan: SweepPlan, some = values) => valuesWithin(before, some, plan, 6);

describe('a trial of an earlier sweep', () => {
  test('is in the same space, and in a wider one', () => {
    assert.deepEqual(within(before), values);
    assert.deepEqual(within(planOf({ batchSize: { kind: 'choice', choices: [16, 32] }, learningRate })), values);
  });

  test('is not in a space without its value', () => {
    assert.equal(within(planOf({ learningRate: { kind: 'float', low: 0.02, high: 0.1 }, batchSize })), null);
    assert.equal(within(planOf({ learningRate, batchSize: { kind: 'choice', choices: [64] } })), null);
  });

  test('gets the formerly fixed value of a new dimension', () => {
    const wider = planOf({ learningRate, batchSize, dropout: { kind: 'float', low: 0, high: 0.5 } });
    assert.deepEqual(within(wider), { ...values, dropout: 0 });
    assert.equal(within(planOf({ learningRate, batchSize, dropout: { kind: 'float', low: 0.1, high: 0.5 } })), null);
  });

  test('is in a space without one of its dimensions if that is fixed at its value', () => {
    assert.deepEqual(within(planOf({ learningRate }, { batchSize: 32 })), { learningRate: 0.01 });
    assert.equal(within(planOf({ learningRate }, { batchSize: 64 })), null);
    assert.equal(within(planOf({ learningRate })), null, "the preset's mini-batch is 64");
  });

  test('is not in a space with a different fixed value', () => {
    assert.equal(within(planOf({ learningRate, batchSize }, { labelSmoothing: 0.1 })), null);
  });

  test('has no value for an inactive dimension', () => {
    const optimizer = { kind: 'choice', choices: ['adam', 'sgd'] };
    const momentum = { kind: 'float', low: 0, high: 1, when: { name: 'optimizer', values: ['sgd'] } };
    const wider = planOf({ learningRate, batchSize, optimizer, momentum });
    assert.deepEqual(within(wider), { ...values, optimizer: 'adam' });
  });
});
