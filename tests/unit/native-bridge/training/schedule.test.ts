/** Learning rates compared with the documented formulas, computed by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSettings } from '../../../../native-bridge/training/hyperparameters.ts';
import { learningRateAt } from '../../../../native-bridge/training/schedule.ts';

/** The rates of a run of 10 epochs of 4 steps. */
function rates(...settings: string[]): number[] {
  const hyperparameters = parseSettings(settings);
  return Array.from({ length: 40 }, (_, step) =>
    learningRateAt({ step, stepsPerEpoch: 4, steps: 40 }, hyperparameters),
  );
}

function assertRates(actual: readonly number[], wanted: Record<number, number>): void {
  for (const [step, rate] of Object.entries(wanted)) {
    assert.ok(Math.abs(actual[Number(step)]! / rate - 1) < 1e-12, `step ${step}: ${actual[Number(step)]}, not ${rate}`);
  }
}

test("the default is the course's rate, bit for bit, at every step", () => {
  assert.deepEqual(new Set(rates()), new Set([0.009]));
});

test('step: multiplied by decayRate after every decayEpochs, and constant in between', () => {
  const seen = rates('learningRate=0.8', 'schedule=step', 'decayEpochs=3', 'decayRate=0.5');
  assertRates(seen, { 0: 0.8, 11: 0.8, 12: 0.4, 23: 0.4, 24: 0.2, 39: 0.1 });
});

test('exponential: the same decay, spread over the steps', () => {
  const seen = rates('learningRate=0.8', 'schedule=exponential', 'decayEpochs=3', 'decayRate=0.25');
  assertRates(seen, { 0: 0.8, 6: 0.4, 12: 0.2, 24: 0.05 });
  for (let step = 1; step < 40; step++) assert.ok(Math.abs(seen[step]! / seen[step - 1]! - 0.25 ** (1 / 12)) < 1e-12);
});

test('cosine: half at half-time, and the minimum one step after the end', () => {
  const half = 0.8 * 0.5;
  assertRates(rates('learningRate=0.8', 'schedule=cosine'), {
    ...{ 0: 0.8, 10: half * (1 + Math.SQRT1_2), 20: half, 39: half * (1 + Math.cos((39 / 40) * Math.PI)) },
  });
  // a fifth remains: 0.16 + 0.64 / 2 * (1 + cos)
  assertRates(rates('learningRate=0.8', 'schedule=cosine', 'cosineFloor=0.2'), { 0: 0.8, 20: 0.48 });
});

test('warm-up rises linearly to the full rate; the schedule starts at its end', () => {
  const warm = ['learningRate=0.8', 'warmupEpochs=2'];
  assertRates(rates(...warm), { 0: 0.1, 1: 0.2, 7: 0.8, 8: 0.8, 39: 0.8 });
  assertRates(rates(...warm, 'schedule=step', 'decayEpochs=3', 'decayRate=0.5'), { 7: 0.8, 19: 0.8, 20: 0.4 });
  assertRates(rates(...warm, 'schedule=cosine'), { 7: 0.8, 8: 0.8, 24: 0.4 }); // 32 steps from step 8 on
});

test('half an epoch of warm-up is two steps of four; a warm-up as long as the run covers all of it', () => {
  assertRates(rates('learningRate=0.8', 'warmupEpochs=0.5'), { 0: 0.4, 1: 0.8, 2: 0.8 });
  assertRates(rates('learningRate=0.8', 'warmupEpochs=10', 'schedule=cosine'), { 0: 0.02, 39: 0.8 });
});
