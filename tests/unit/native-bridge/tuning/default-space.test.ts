import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PRESET_NAMES, presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { Hyperparameters } from '../../../../native-bridge/training/hyperparameters.ts';
import { chooseActive } from '../../../../native-bridge/tuning/conditions.ts';
import {
  defaultSpace,
  presetDefaultsAsValues,
  withConditions,
} from '../../../../native-bridge/tuning/default-space.ts';
import { fromUnit, toUnit } from '../../../../native-bridge/tuning/encoding.ts';
import { parseSpace } from '../../../../native-bridge/tuning/parse-space.ts';
import { type BaseSettings, requireKnownNames, trialSettings } from '../../../../native-bridge/tuning/settings.ts';
import type { Space } from '../../../../native-bridge/tuning/space.ts';
import { tunable } from '../../../../native-bridge/tuning/tunable.ts';

const base = (preset: string): BaseSettings => ({ preset, network: null, hyperparameters: {} });
const own: BaseSettings = { preset: 'mine', network: presetNetwork('lenet5'), hyperparameters: {} };
const bases = [...PRESET_NAMES.map(base), own];

test('every preset has a default space: a handful of valid dimensions that contain the preset', () => {
  for (const one of bases) {
    const space = parseSpace(defaultSpace(one));
    requireKnownNames(space, one);
    const count = Object.keys(space).length;
    assert.ok(count >= 5 && count <= 9, `${one.preset}: ${count}`);
    const values = presetDefaultsAsValues(space, one);
    for (const [name, value] of Object.entries(values)) assert.notEqual(toUnit(space[name]!, value), null, name);
    assert.deepEqual(trialSettings(one, values, 6), trialSettings(one, {}, 6));
  }
});

test('presets with augmentation search its strengths, others search the optimizer', () => {
  assert.ok('augmentRotation' in defaultSpace(base('three-block')));
  assert.ok(!('augmentRotation' in defaultSpace(base('course'))));
  assert.deepEqual(defaultSpace(base('course')).momentum?.when, { name: 'optimizer', values: ['sgd'] });
});

test("ranges follow the preset's own values", () => {
  assert.deepEqual(defaultSpace(base('course')).learningRate, { kind: 'float', low: 0.0009, high: 0.09, log: true });
  assert.deepEqual(defaultSpace(base('three-block')).learningRate, {
    kind: 'float',
    low: 0.0003,
    high: 0.03,
    log: true,
  });
});

test('what the base fixes is not searched, nor what has no effect with it', () => {
  const fixed = defaultSpace({ ...base('course'), hyperparameters: { optimizer: 'sgd', learningRate: 0.1 } });
  assert.deepEqual(
    ['optimizer', 'learningRate', 'weightDecay'].filter((name) => name in fixed),
    [],
  );
  assert.deepEqual(fixed.momentum, { kind: 'float', low: 0.5, high: 0.99 });
});

test('known conditions are added, others are kept', () => {
  const when = { name: 'optimizer', values: ['adamW', 'sgd'] };
  const space = parseSpace({
    momentum: { kind: 'float', low: 0, high: 0.9 },
    optimizer: { kind: 'choice', choices: ['adam', 'adamW', 'sgd'] },
    ...{ weightDecay: { kind: 'float', low: 0, high: 0.9, when }, decayRate: { kind: 'float', low: 0.1, high: 0.9 } },
  }) as Space;
  const conditioned = withConditions(space);
  assert.deepEqual(conditioned.momentum?.when, { name: 'optimizer', values: ['sgd'] });
  assert.deepEqual(conditioned.weightDecay?.when, when);
  assert.equal(conditioned.decayRate?.when, undefined);
  assert.deepEqual(Object.keys(conditioned), Object.keys(space));
});

test("the preset's own point has its active dimensions, even outside a range", () => {
  const space = parseSpace({
    ...{ momentum: { kind: 'float', low: 0, high: 0.9, when: { name: 'optimizer', values: ['sgd'] } } },
    ...{ optimizer: { kind: 'choice', choices: ['adam', 'sgd'] }, learningRate: { kind: 'float', low: 1, high: 2 } },
    ...{ validationSeed: { kind: 'int', low: 0, high: 9 }, preset: { kind: 'choice', choices: ['course', 'lenet5'] } },
    'layers.8.units': { kind: 'int', low: 1, high: 99, when: { name: 'preset', values: ['lenet5'] } },
  });
  const values = { optimizer: 'adam', learningRate: 0.009, preset: 'course' };
  assert.deepEqual(presetDefaultsAsValues(space, base('course')), values);
  const sgd = { ...base('course'), hyperparameters: { optimizer: 'sgd', momentum: 0.5 } };
  assert.deepEqual(presetDefaultsAsValues(space, sgd), { momentum: 0.5, ...values, optimizer: 'sgd' });
});

test('everything searchable is offered once, with a valid range that contains the current value', () => {
  for (const one of bases) {
    const fields = tunable(one);
    assert.equal(new Set(fields.map(({ name }) => name)).size, fields.length);
    for (const { name, title, why, dimension, current } of fields) {
      assert.ok(title && why, name);
      if (current !== null) assert.notEqual(toUnit(dimension, current), null, `${one.preset} ${name}: ${current}`);
    }
    const companion = ['companion', 'rooms', 'companionPreset', 'companionKeep'];
    const started = ['freeze', 'takenRate', 'normStatistics'];
    const untunable = ['evaluateEvery', 'measureTrainEvery', 'costDivisor', 'patience', ...companion, ...started];
    const hyperparameters = Object.keys(Hyperparameters.shape).filter((name) => !untunable.includes(name));
    assert.deepEqual(
      hyperparameters.filter((name) => !fields.some((field) => field.name === name)),
      [],
    );
  }
});

test('all of these together are a space whose points are valid trials', () => {
  for (const one of bases) {
    const dimensions = tunable(one).filter(({ name }) => name !== 'preset');
    const space = withConditions(parseSpace(Object.fromEntries(dimensions.map((d) => [d.name, d.dimension]))));
    requireKnownNames(space, one);
    for (const u of [0, 0.3, 0.7, 1]) {
      const settings = trialSettings(
        one,
        chooseActive(space, (_, dimension) => fromUnit(dimension, u)),
        6,
      );
      assert.ok('impossible' in settings || settings.network.layers.length > 0);
    }
  }
});
