import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMPTY } from '../../../../../renderer/features/training/epoch-series.ts';
import { PUBLISHED, printout } from '../../../../../renderer/features/training/printout.ts';

test('prints what the notebook prints: every fifth cost with six digits, then both accuracies', () => {
  const cost = [1.917929, 1.8, 1.7, 1.6, 1.55, 1.506757, 1.5];
  const done = { kind: 'done', epoch: 6, validationAccuracy: null, model: 1 } as const;
  const text = printout({ ...EMPTY, cost }, { ...done, trainAccuracy: 0.940740741, testAccuracy: 0.783333333 });
  assert.equal(text, PUBLISHED.replace('...\n', ''));
});

test('there is no test line without a test split, and no accuracy line during training', () => {
  const state = {
    kind: 'done',
    epoch: 0,
    trainAccuracy: 1,
    validationAccuracy: null,
    testAccuracy: null,
    model: 1,
  } as const;
  assert.equal(printout({ ...EMPTY, cost: [1] }, state), 'Cost after epoch 0: 1.000000\nTrain Accuracy: 1.000000');
  assert.equal(printout({ ...EMPTY, cost: [1] }, { kind: 'paused' }), 'Cost after epoch 0: 1.000000');
});
