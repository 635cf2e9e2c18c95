import assert from 'node:assert/strict';
import { test } from 'node:test';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { presetHyperparameters } from '../../../../native-bridge/training/preset-defaults.ts';
import { TrainingError } from '../../../../native-bridge/training/training-error.ts';
import { parseSpace } from '../../../../native-bridge/tuning/parse-space.ts';
import {
  type BaseSettings,
  effectiveValues,
  requireKnownNames,
  type TrialSettings,
  trialSettings,
} from '../../../../native-bridge/tuning/settings.ts';
import type { Values } from '../../../../native-bridge/tuning/space.ts';
import { TuningError } from '../../../../native-bridge/tuning/tuning-error.ts';

const course: BaseSettings = { preset: 'course', network: null, hyperparameters: {} };
const camera: BaseSettings = { preset: 'three-block', network: null, hyperparameters: {} };

function possible(base: BaseSettings, values: Values, classes = 6): TrialSettings {
  const settings = trialSettings(base, values, classes);
  assert.ok('network' in settings);
  return settings;
}

test("without values a trial is the preset's own run", () => {
  for (const base of [course, camera]) {
    assert.deepEqual(possible(base, {}), {
      ...{ preset: base.preset, network: presetNetwork(base.preset), validationSeed: null },
      hyperparameters: presetHyperparameters(base.preset),
    });
  }
  assert.equal(possible(course, {}, 9).network.layers.at(-1)?.kind === 'dense', true);
  assert.deepEqual(possible(course, {}, 9).network, presetNetwork('course', { classes: 9 }));
});

test('values override what the base fixes, which overrides the preset', () => {
  const base = { ...camera, hyperparameters: { learningRate: 0.02, augmentFlip: 0 } };
  const { hyperparameters, network, validationSeed } = possible(base, {
    ...{ learningRate: 0.001, batchSize: 32, 'layers.1.filters': 20, validationSeed: 7 },
  });
  assert.deepEqual(
    [hyperparameters.learningRate, hyperparameters.batchSize, hyperparameters.augmentFlip, hyperparameters.schedule],
    [0.001, 32, 0, 'cosine'],
  );
  assert.deepEqual([network.layers[0]?.kind === 'conv' && network.layers[0].filters, validationSeed], [20, 7]);
});

test('a preset as a value sets its network and its defaults', () => {
  const chosen = possible(course, { preset: 'three-block', 'layers.5.filters': 24 });
  assert.equal(chosen.preset, 'three-block');
  assert.equal(chosen.hyperparameters.augmentRotation, 20);
  assert.equal(chosen.network.layers[4]?.kind === 'conv' && chosen.network.layers[4].filters, 24);
  const own: BaseSettings = { ...course, preset: 'custom', network: presetNetwork('lenet5') };
  assert.deepEqual(possible(own, { preset: 'custom' }).network, presetNetwork('lenet5'));
  assert.deepEqual(possible(own, { preset: 'course' }).network, presetNetwork('course'));
});

test("settings that a trial's optimizer or schedule does not use are left out", () => {
  const values = { optimizer: 'adam', momentum: 0.7, weightDecay: 0.2, decayRate: 0.5 };
  const { hyperparameters } = possible(course, values);
  assert.deepEqual([hyperparameters.momentum, hyperparameters.weightDecay], [0.9, 0.01]);
  assert.deepEqual(effectiveValues(course, values), { optimizer: 'adam' });
  assert.deepEqual(effectiveValues(course, { ...values, optimizer: 'sgd' }), { optimizer: 'sgd', momentum: 0.7 });
  // Those of the base too: a fixed weight decay has no effect in trials with sgd.
  const fixed = { ...course, hyperparameters: { weightDecay: 0.3 } };
  assert.equal(possible(fixed, { optimizer: 'sgd' }).hyperparameters.weightDecay, 0.01);
  assert.equal(possible(fixed, { optimizer: 'adamW' }).hyperparameters.weightDecay, 0.3);
  assert.equal(possible(camera, { schedule: 'constant' }).hyperparameters.cosineFloor, 0);
});

test('an impossible network is a result with its layer and the reason', () => {
  const lenet: BaseSettings = { preset: 'lenet5', network: null, hyperparameters: {} };
  const settings = trialSettings(lenet, { 'layers.4.kernel': 40 }, 6);
  assert.ok('impossible' in settings);
  assert.equal(settings.impossible.layer, 3);
  assert.match(settings.impossible.reason, /layer 4 \(conv\): its 40x40 window does not fit/);
});

test('invalid values are errors', () => {
  assert.throws(() => trialSettings(course, { learningrate: 1 }, 6), TuningError);
  assert.throws(() => trialSettings(course, { learningRate: -1 }, 6), TrainingError);
  assert.throws(() => trialSettings(course, { batchSize: true }, 6), TrainingError);
  assert.throws(() => trialSettings(course, { validationSeed: -1 }, 6), TuningError);
});

const refused: [space: Record<string, unknown>, message: RegExp, remedy: RegExp, base?: BaseSettings][] = [
  [{ learningrate: { kind: 'float', low: 0.1, high: 1 } }, /"learningrate"/, /Did you mean learningRate\?.*batchSize/],
  [{ 'layer.1.filters': { kind: 'int', low: 1, high: 2 } }, /"layer.1.filters"/, /Did you mean layers.1.filters\?/],
  [{ banana: { kind: 'int', low: 1, high: 2 } }, /"banana"/, /^There are: /],
  [{ __proto__x: { kind: 'int', low: 1, high: 2 } }, /__proto__x/, /There are/],
  [{ 'layers.2.filters': { kind: 'int', low: 1, high: 2 } }, /layers.2.filters/, /layers.1.filters/],
  [{ 'layers.8.units': { kind: 'int', low: 1, high: 2 } }, /layers.8.units/, /There are/],
  [{ learningRate: { kind: 'float', low: 0, high: 1 } }, /reaches 0.*above 0 to 10/, /Stay/],
  [{ learningRate: { kind: 'float', low: 1, high: 11 } }, /reaches 11/, /Stay/],
  [
    { momentum: { kind: 'float', low: 0, high: 1 }, optimizer: { kind: 'choice', choices: ['sgd'] } },
    /reaches 1/,
    /below 1/,
  ],
  [{ batchSize: { kind: 'float', low: 16, high: 64 } }, /real number.*whole number/, /int/],
  [{ batchSize: { kind: 'choice', choices: [16, 32.5] } }, /32.5/, /whole number/],
  [{ optimizer: { kind: 'choice', choices: ['adam', 'lion'] } }, /"lion"/, /adam, adamW or sgd/],
  [{ optimizer: { kind: 'int', low: 0, high: 2 } }, /reaches 0/, /adam, adamW or sgd/],
  [{ learningRate: { kind: 'choice', choices: ['0.1'] } }, /"0.1"/, /number/],
  [{ momentum: { kind: 'float', low: 0.1, high: 0.9 } }, /optimizer is never sgd/, /search optimizer too/],
  [
    { momentum: { kind: 'float', low: 0.1, high: 0.9 }, optimizer: { kind: 'choice', choices: ['adam', 'adamW'] } },
    ...([/optimizer is never sgd/, /set optimizer to sgd/] as const),
  ],
  [{ cosineFloor: { kind: 'float', low: 0, high: 0.5 } }, /schedule is never cosine/, /Leave it out/],
  [{ evaluateEvery: { kind: 'int', low: 0, high: 5 } }, /measures after every epoch/, /Leave it out/],
  [{ costDivisor: { kind: 'choice', choices: ['course', 'mean'] } }, /how the cost is shown/, /Leave it out/],
  [{ patience: { kind: 'int', low: 0, high: 5 } }, /scheduler/, /Leave it out/],
  [{ 'layers.1.filters': { kind: 'int', low: 1, high: 2000 } }, /reaches 2000.*from 1 to 1024/, /Stay/],
  [{ 'blocks.1.repeat': { kind: 'int', low: 1, high: 9 } }, /reaches 9.*1 to 4/, /Stay/],
  [{ 'blocks.3.repeat': { kind: 'int', low: 1, high: 2 } }, /blocks.3.repeat/, /blocks.2.repeat/],
  [{ batchNorm: { kind: 'choice', choices: ['yes', 'no'] } }, /"yes"/, /false or true/],
  [{ dropout: { kind: 'float', low: 0, high: 1 } }, /reaches 1.*0.95/, /Stay/],
  [{ preset: { kind: 'choice', choices: ['course', 'resnet'] } }, /"resnet"/, /lenet5/],
  [{ validationSeed: { kind: 'int', low: -1, high: 5 } }, /-1/, /from 0/],
  [
    {
      preset: { kind: 'choice', choices: ['course', 'three-block'] },
      'layers.9.filters': { kind: 'int', low: 8, high: 16 },
    },
    ...([/preset course has no layers.9.filters/, /"when":\{"name":"preset","values":\["three-block"\]\}/] as const),
  ],
];
for (const [space, message, remedy, base = course] of refused) {
  test(`refused before a sweep begins: ${JSON.stringify(space)}`, () => {
    assert.throws(
      () => requireKnownNames(parseSpace(space), base),
      (error) => error instanceof TuningError && message.test(error.message) && remedy.test(error.remedy),
    );
  });
}

test('valid spaces pass: conditions on the preset, fixed optimizers, ints for float settings', () => {
  const when = { name: 'preset', values: ['three-block', 'four-block'] };
  const spaces: [Record<string, unknown>, BaseSettings?][] = [
    [
      {
        preset: { kind: 'choice', choices: ['course', 'three-block', 'four-block'] },
        ...{
          'layers.9.filters': { kind: 'int', low: 8, high: 16, when },
          dropout: { kind: 'float', low: 0, high: 0.5 },
        },
        cosineFloor: { kind: 'float', low: 0, high: 0.1, when },
      },
    ],
    [{ momentum: { kind: 'float', low: 0, high: 0.99 } }, { ...course, hyperparameters: { optimizer: 'sgd' } }],
    [{ cosineFloor: { kind: 'float', low: 0, high: 1 } }, camera],
    [{ augmentRotation: { kind: 'int', low: 0, high: 30 } }],
    [{ 'layers.1.kernel': { kind: 'choice', choices: [3, 5, 7] } }],
    [
      { preset: { kind: 'choice', choices: ['mine', 'course'] } },
      { ...course, preset: 'mine', network: presetNetwork('lenet5') },
    ],
  ];
  for (const [space, base = course] of spaces) requireKnownNames(parseSpace(space), base);
});
