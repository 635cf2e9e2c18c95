import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSettings } from '../../../../native-bridge/training/hyperparameters.ts';
import { TrainingError } from '../../../../native-bridge/training/training-error.ts';

test("the defaults are the course's", () => {
  assert.deepEqual(parseSettings([]), {
    ...{ learningRate: 0.009, batchSize: 64, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    ...{ optimizer: 'adam', weightDecay: 0.01, momentum: 0.9, clipNorm: 0, labelSmoothing: 0, l2: 0 },
    ...{ schedule: 'constant', decayEpochs: 30, decayRate: 0.1, cosineFloor: 0, warmupEpochs: 0 },
    ...{ freeze: 0, takenRate: 1, normStatistics: 'learn' },
    ...{ initSeed: 1, costDivisor: 'course', evaluateEvery: 0, measureTrainEvery: 0, patience: 0 },
    ...{ augmentRotation: 0, augmentScale: 0, augmentShift: 0, augmentBrightness: 0, augmentContrast: 0 },
    ...{ augmentColour: 0, augmentFlip: 0, augmentBlur: 0, augmentNoise: 0, augmentCutout: 0, augmentBackground: 0 },
    ...{ augmentShear: 0, augmentPerspective: 0, augmentExposure: 0, augmentSaturation: 0, augmentGamma: 0 },
    ...{ augmentRamp: 0, augmentVignette: 0, augmentSharpen: 0, augmentClutter: 0, augmentPieces: 0 },
    ...{ augmentHandLight: 0, augmentHandTint: 0, augmentShadow: 0 },
    ...{ companion: 0, rooms: 0, companionPreset: 'wide', companionKeep: 4 },
  });
});

test('settings override defaults; the last one for a key counts', () => {
  const read = parseSettings(['learningRate=0.005', 'batchSize=32', 'costDivisor=mean', 'learningRate=1e-3']);
  assert.equal(read.learningRate, 0.001);
  assert.equal(read.batchSize, 32);
  assert.equal(read.costDivisor, 'mean');
});

const refused: [setting: string, names: RegExp][] = [
  ['learningrate=0.1', /"learningrate"/],
  ['__proto__=1', /"__proto__"/],
  ['learningRate', /not a setting/],
  ['=3', /not a setting/],
  ['learningRate=fast', /learningRate/],
  ['learningRate=', /learningRate/],
  ['learningRate=-0.1', /learningRate/],
  ['learningRate=Infinity', /learningRate/],
  ['batchSize=0', /batchSize/],
  ['batchSize=2.5', /batchSize/],
  ['beta1=1', /beta1/],
  ['costDivisor=median', /costDivisor/],
  ['optimizer=Adam', /optimizer/],
  ['optimizer=1', /optimizer/],
  ['schedule=linear', /schedule/],
  ['clipNorm=-1', /clipNorm/],
  ['labelSmoothing=1', /labelSmoothing/],
  ['l2=-0.1', /l2/],
  ['warmupEpochs=-1', /warmupEpochs/],
];
for (const [setting, names] of refused) {
  test(`--set ${setting} is refused by name, with a remedy`, () => {
    assert.throws(
      () => parseSettings([setting]),
      (error) => error instanceof TrainingError && names.test(error.message) && error.remedy.length > 0,
    );
  });
}

test('a setting without effect is refused, naming what it needs; an explicit default is accepted', () => {
  const useless: [settings: string[], needs: RegExp][] = [
    [['weightDecay=0.1'], /optimizer=adamW/],
    [['momentum=0.8', 'optimizer=adamW'], /optimizer=sgd/],
    [['beta1=0.8', 'optimizer=sgd'], /optimizer=adam or optimizer=adamW/],
    [['decayRate=0.5', 'schedule=cosine'], /schedule=step or schedule=exponential/],
    [['cosineFloor=0.1', 'schedule=step'], /schedule=cosine/],
  ];
  for (const [settings, needs] of useless) {
    assert.throws(
      () => parseSettings(settings),
      (error) =>
        error instanceof TrainingError &&
        error.message.includes(settings[0]!.split('=')[0]!) &&
        needs.test(error.remedy),
    );
  }
  assert.equal(parseSettings(['momentum=0.9']).momentum, 0.9);
  assert.equal(parseSettings(['momentum=0.8', 'optimizer=sgd']).momentum, 0.8);
});
