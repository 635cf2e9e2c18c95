import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSettings } from '../../../../native-bridge/training/hyperparameters.ts';
import { TrainingError } from '../../../../native-bridge/training/training-error.ts';

test("the defaults are the course's", () => {
  assert.deepEqual(parseSettings([]), {
    ...{ learningRate: 0.009, batchSize: 64, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    ...{ initSeed: 1, costDivisor: 'course', evaluateEvery: 0 },
  });
});

test('settings replace defaults, the last one of a key counts', () => {
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
];
for (const [setting, names] of refused) {
  test(`--set ${setting} is refused by name, with a way out`, () => {
    assert.throws(
      () => parseSettings([setting]),
      (error) => error instanceof TrainingError && names.test(error.message) && error.remedy.length > 0,
    );
  });
}
