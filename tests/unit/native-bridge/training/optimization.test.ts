/** The options with which a backend is opened for given settings. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_AUGMENTATION } from '../../../../datasets/augment/augmentation.ts';
import { Hyperparameters, parseSettings } from '../../../../native-bridge/training/hyperparameters.ts';
import { optimizationOf } from '../../../../native-bridge/training/optimization.ts';
import { companionFor, presetDefaults } from '../../../../native-bridge/training/preset-defaults.ts';

const of = (...settings: string[]) => optimizationOf(parseSettings(settings));

test("the defaults are the course's Adam, plain cross-entropy and no clipping", () => {
  assert.deepEqual(of(), {
    optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    objective: { labelSmoothing: 0, l2: 0 },
  });
});

test('every optimizer gets only its own settings', () => {
  assert.deepEqual(of('optimizer=adamW', 'weightDecay=0.1', 'beta1=0.8').optimizer, {
    ...{ kind: 'adamW', beta1: 0.8, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 },
  });
  assert.deepEqual(of('optimizer=sgd', 'momentum=0.5').optimizer, { kind: 'sgd', momentum: 0.5 });
});

test('objective and clipping are passed on as set', () => {
  const { objective, clipNorm } = of('labelSmoothing=0.1', 'l2=0.01', 'clipNorm=2');
  assert.deepEqual({ objective, clipNorm }, { objective: { labelSmoothing: 0.1, l2: 0.01 }, clipNorm: 2 });
});

test('augmentation is passed on as set, and not at all if nothing is set', () => {
  assert.deepEqual(of('augmentRotation=15', 'augmentFlip=0.5').augmentation, {
    ...NO_AUGMENTATION,
    ...{ rotation: 15, flip: 0.5 },
  });
});

test('a preset provides values that the person does not set', () => {
  const { hyperparameters, epochs } = presetDefaults('camera');
  const camera = parseSettings(['augmentRotation=0', 'learningRate=0.001'], hyperparameters);
  assert.deepEqual([camera.augmentRotation, camera.learningRate, camera.costDivisor], [0, 0.001, 'mean']);
  assert.ok(camera.augmentBackground > 0 && camera.companion > 0 && epochs < 100);
  assert.deepEqual(parseSettings([], presetDefaults('course').hyperparameters), parseSettings([]));
  assert.equal(parseSettings([], presetDefaults('four-block').hyperparameters).costDivisor, 'mean');
});

test('drawn hands of a preset only apply to signs that can be drawn; those requested by a person stay', () => {
  const { companion } = Hyperparameters.parse(presetDefaults('camera').hyperparameters);
  assert.equal(companionFor('camera', companion, ['0', '5']), companion);
  assert.equal(companionFor('camera', companion, ['fist', '5']), 0);
  assert.equal(companionFor('camera', 0.3, ['fist', '5']), 0.3);
  assert.equal(companionFor('hands', companion, ['fist', '5']), companion);
});
