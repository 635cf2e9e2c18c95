/** Which epoch is the best, and when patience ends: histories written by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { bestEpoch, patienceEnded } from '../../../../native-bridge/training/best-epoch.ts';
import type { EpochRecord, RunState } from '../../../../native-bridge/training/checkpoint-state.ts';
import { parseSettings } from '../../../../native-bridge/training/hyperparameters.ts';

const historyOf = (accuracies: readonly (number | undefined)[]): EpochRecord[] =>
  accuracies.map((validationAccuracy, epoch) => ({
    ...{ epoch, cost: 1, seconds: 1 },
    ...(validationAccuracy !== undefined && { validationAccuracy }),
  }));

function stateOf(patience: number, accuracies: readonly (number | undefined)[], modelAt?: number): RunState {
  return {
    ...{ format: 1, dataset: { name: 'synthetic', spec: 'synthetic', sha256: 'ab'.repeat(32) } },
    ...{ preset: 'course', network: presetNetwork('course'), seed: 3, epochs: 100, backend: 'fused-wasm', steps: 0 },
    hyperparameters: parseSettings(patience === 0 ? [] : ['evaluateEvery=1', `patience=${patience}`]),
    generator: { kind: 'mt19937', seed: 5 },
    history: historyOf(accuracies),
    ...(modelAt !== undefined && { modelAt }),
  };
}

test('the best epoch is the first with the highest validation accuracy; without validation there is none', () => {
  assert.equal(bestEpoch(historyOf([0.2, 0.5, undefined, 0.5, 0.4]))?.epoch, 1);
  assert.equal(bestEpoch(historyOf([0, 0]))?.epoch, 0);
  assert.equal(bestEpoch(historyOf([undefined, undefined])), null);
  assert.equal(bestEpoch([]), null);
});

test('patience ends exactly that many epochs after the best one', () => {
  assert.equal(patienceEnded(stateOf(3, [0.2, 0.5, 0.5, 0.4])), false);
  assert.equal(patienceEnded(stateOf(3, [0.2, 0.5, 0.5, 0.4, 0.5])), true);
  assert.equal(patienceEnded(stateOf(3, [0.2, 0.5, 0.5, 0.4, 0.6])), false);
});

test('epochs that were not evaluated do not count', () => {
  assert.equal(patienceEnded(stateOf(3, [0.5, undefined, 0.4, undefined, undefined])), false);
  assert.equal(patienceEnded(stateOf(3, [0.5, undefined, 0.4, undefined, 0.4])), true);
});

test('a run without patience, or without validation, never stops early', () => {
  assert.equal(patienceEnded(stateOf(0, [0.5, 0.1, 0.1, 0.1, 0.1])), false);
  assert.equal(patienceEnded(stateOf(1, [undefined, undefined, undefined])), false);
});

test('for a run extended after its model, patience starts again', () => {
  const accuracies = [0.2, 0.5, 0.4, 0.4, 0.4]; // patience 3 ended after epoch 4, where a model was made
  assert.equal(patienceEnded(stateOf(3, accuracies, 5)), false);
  assert.equal(patienceEnded(stateOf(3, [...accuracies, 0.4, 0.4], 5)), false);
  assert.equal(patienceEnded(stateOf(3, [...accuracies, 0.4, 0.4, 0.4], 5)), true);
});
