/** What a backend is opened with for given settings. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSettings } from '../../../../native-bridge/training/hyperparameters.ts';
import { optimizationOf } from '../../../../native-bridge/training/optimization.ts';

const of = (...settings: string[]) => optimizationOf(parseSettings(settings));

test("the defaults are the course's Adam, plain cross-entropy and no clipping", () => {
  assert.deepEqual(of(), {
    optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    objective: { labelSmoothing: 0, l2: 0 },
  });
});

test('every optimizer has its own settings and no others', () => {
  assert.deepEqual(of('optimizer=adamW', 'weightDecay=0.1', 'beta1=0.8').optimizer, {
    ...{ kind: 'adamW', beta1: 0.8, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 },
  });
  assert.deepEqual(of('optimizer=sgd', 'momentum=0.5').optimizer, { kind: 'sgd', momentum: 0.5 });
});

test('objective and clipping arrive as they were set', () => {
  const { objective, clipNorm } = of('labelSmoothing=0.1', 'l2=0.01', 'clipNorm=2');
  assert.deepEqual({ objective, clipNorm }, { objective: { labelSmoothing: 0.1, l2: 0.01 }, clipNorm: 2 });
});
