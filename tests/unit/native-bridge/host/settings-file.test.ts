/** Settings exported from a sweep are the same when a training reads them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { namedHyperparameters, parseSettingsFile } from '../../../../native-bridge/host/settings-file.ts';
import { settingsOfTrial } from '../../../../native-bridge/host/tuning-messages.ts';
import { readHyperparameters } from '../../../../native-bridge/training/hyperparameters.ts';
import { presetDefaults } from '../../../../native-bridge/training/preset-defaults.ts';
import { type TrialSettings, trialSettings } from '../../../../native-bridge/tuning/settings.ts';
import type { Values } from '../../../../native-bridge/tuning/space.ts';

const settingsOf = (preset: string, values: Values): TrialSettings => {
  const settings = trialSettings({ preset, network: null, hyperparameters: {} }, values, 6);
  if ('impossible' in settings) throw new Error(settings.impossible.reason);
  return settings;
};

describe('the named hyperparameters', () => {
  const trials: [preset: string, values: Values][] = [
    ['course', {}],
    ['course', { optimizer: 'sgd', momentum: 0.5, learningRate: 0.1 }],
    ['three-block', { learningRate: 0.009, schedule: 'constant', augmentFlip: 0 }],
    ['three-block', { preset: 'course', learningRate: 0.001 }],
    ['camera', { learningRate: 0.002 }],
    ['lenet5', { batchSize: 32 }],
  ];
  for (const [preset, values] of trials) {
    test(`of ${preset} with ${JSON.stringify(values)} are read as the trial had them`, () => {
      const settings = settingsOf(preset, values);
      const named = namedHyperparameters(settings);
      const { evaluateEvery, measureTrainEvery, patience, ...rest } = settings.hyperparameters;
      const asTrained = { ...rest, evaluateEvery, measureTrainEvery, patience };
      // By `train`, which overrides the preset's values, and by the lab, which overrides the schema's.
      assert.deepEqual(readHyperparameters(named, presetDefaults(settings.preset).hyperparameters), asTrained);
      assert.deepEqual(readHyperparameters(named), asTrained);
    });
  }
});

describe('the network', () => {
  const base = { preset: 'course', network: null, hyperparameters: {} };
  test("of the preset is recognised as the preset's, another one is not", () => {
    const [same, other] = [settingsOfTrial(base, {}, 4), settingsOfTrial(base, { 'layers.1.filters': 3 }, 4)];
    assert.ok(same.ok && other.ok);
    assert.deepEqual([same.value.ofPreset, other.value.ofPreset], [true, false]);
  });

  test('that is impossible is reported', () => {
    const checked = settingsOfTrial(base, { 'layers.3.size': 64, 'layers.3.stride': 64, 'layers.6.size': 64 }, 6);
    if (checked.ok) assert.equal(checked.value.network.layers.length > 0, true);
    else assert.match(checked.failure.message, /cannot be: layer/);
  });
});

describe('a file', () => {
  const file = { format: 2, preset: 'course', hyperparameters: { learningRate: 0.1 }, epochs: 12, seed: 3 };
  test('is read as written', () => {
    assert.deepEqual(parseSettingsFile(file), file);
  });
  test('of format 1: its camera is the net that had that name then', () => {
    assert.deepEqual(parseSettingsFile({ ...file, format: 1 }), file);
    const before = { ...file, format: 1, preset: 'camera' };
    assert.equal(parseSettingsFile(before).preset, 'three-block');
    assert.equal(parseSettingsFile({ ...before, format: 2, from: 'none' }).preset, 'camera');
  });
  const wrong: [what: string, value: unknown, message: RegExp][] = [
    ['an unknown key', { ...file, lerningRate: 1 }, /"lerningRate" is not known there/],
    ['an unknown key, whatever else is missing', { lerningRate: 1 }, /"lerningRate" is not known there/],
    ['no epochs', { ...file, epochs: 0 }, /epochs/],
    ['another format', { ...file, format: 3 }, /format/],
    ['a list', [], /not training settings/],
  ];
  for (const [what, value, message] of wrong) {
    test(`with ${what} is refused`, () => {
      assert.throws(() => parseSettingsFile(value), { name: 'TrainingError', message, remedy: /best\.json/ });
    });
  }
});
