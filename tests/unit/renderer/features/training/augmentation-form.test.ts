/** The strengths in the form against what training uses for the same values. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_AUGMENTATION, RICH_AUGMENTATION } from '../../../../../datasets/augment/augmentation.ts';
import { augmentationPreset } from '../../../../../native-bridge/training/augmentation-presets.ts';
import { HYPERPARAMETER_FIELDS as fields } from '../../../../../native-bridge/training/hyperparameter-fields.ts';
import { Hyperparameters } from '../../../../../native-bridge/training/hyperparameters.ts';
import { augmentationOf as trainedWith } from '../../../../../native-bridge/training/optimization.ts';
import { presetDefaults } from '../../../../../native-bridge/training/preset-defaults.ts';
import {
  augmentationOf,
  augmentationWords,
  isAugmentation,
  KINDS,
  valuesOf,
} from '../../../../../renderer/features/training/augmentation-form.ts';
import { presetTyped } from '../../../../../renderer/features/training/hyperparameter-form.ts';
import { hyperparameterWords } from '../../../../../renderer/features/training/run-words.ts';

const camera = presetDefaults('camera').hyperparameters;
const rich = augmentationPreset('rich');
const typed = Object.fromEntries(Object.entries(camera).map(([key, value]) => [key, String(value)]));

test('every augmentation hyperparameter has a slider that ends within its range', () => {
  const varying = fields.filter(isAugmentation);
  assert.deepEqual(KINDS.map(({ key }) => key).sort(), varying.map(({ key }) => key).sort());
  assert.deepEqual(KINDS.map(({ of }) => of).sort(), Object.keys(NO_AUGMENTATION).sort());
  for (const { key, most, step } of KINDS) {
    assert.ok(Hyperparameters.safeParse({ [key]: most }).success, key);
    for (const strength of [Number(camera[key] ?? 0), rich[key as keyof typeof rich]]) {
      const stops = strength / step;
      assert.ok(Math.abs(stops - Math.round(stops)) < 1e-9, `the slider of ${key} can stand where the preset has it`);
    }
  }
});

test('one switch sets every kind, on the page as on the command line', () => {
  assert.deepEqual(valuesOf(RICH_AUGMENTATION), rich);
  assert.deepEqual(trainedWith(Hyperparameters.parse(rich)), RICH_AUGMENTATION);
  assert.ok(Object.values(rich).every((strength) => strength > 0));
  assert.deepEqual(trainedWith(Hyperparameters.parse(augmentationPreset('off'))), NO_AUGMENTATION);
});

test('training uses the values shown', () => {
  assert.deepEqual(augmentationOf(fields, typed), trainedWith(Hyperparameters.parse(camera)));
  assert.deepEqual(augmentationOf(fields, {}), NO_AUGMENTATION);
  assert.equal(augmentationOf(fields, { augmentNoise: 'many' }).noise, 0);
});

test('in words', () => {
  assert.equal(augmentationWords(fields, {}), '');
  assert.equal(
    augmentationWords(fields, { augmentRotation: '15', augmentFlip: '0.5' }),
    'rotation ±15°, horizontal flip 50 % of the pictures',
  );
  const values = { optimizer: 'sgd', learningRate: 0.01, augmentNoise: 6, augmentFlip: 0, unheardOf: 1 };
  const words = 'Optimizer sgd, Learning rate 0.01, Noise up to 6 levels, Horizontal flip 0, unheardOf 1';
  assert.equal(hyperparameterWords(values, fields), words);
  assert.equal(hyperparameterWords({}, fields), 'all at their defaults');
});

test("another preset replaces the previous preset's values; what the user changed elsewhere stays", () => {
  const changed = { ...typed, momentum: '0.5', augmentNoise: '9' };
  const course = presetTyped(changed, camera, {});
  assert.deepEqual(course, { momentum: '0.5', augmentNoise: '9' });
  assert.deepEqual(presetTyped(course, {}, camera), { ...typed, momentum: '0.5' });
});
