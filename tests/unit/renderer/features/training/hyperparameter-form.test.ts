import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HYPERPARAMETER_FIELDS } from '../../../../../native-bridge/training/hyperparameter-fields.ts';
import { Hyperparameters } from '../../../../../native-bridge/training/hyperparameters.ts';
import {
  changedValues,
  hasEffect,
  problemOf,
  problemsOf,
  rangeWords,
} from '../../../../../renderer/features/training/hyperparameter-form.ts';

const fields = HYPERPARAMETER_FIELDS;
const field = (key: string) => fields.find((one) => one.key === key)!;

test('a text is refused exactly when the schema of the hyperparameters refuses its value', () => {
  const texts = [
    '-1',
    '0',
    '1e-9',
    '0.5',
    '0.95',
    '1',
    '1.5',
    '2',
    '10',
    '11',
    '65536',
    '65537',
    'adam',
    'constant',
    'x',
  ];
  for (const { key, value } of fields) {
    const one = field(key);
    for (const text of texts) {
      const given = value.kind === 'number' ? Number(text) : text;
      const { success } = Hyperparameters.safeParse({ [key]: given });
      assert.equal(problemOf(one, text) === null, success, `${key}=${text}`);
    }
    assert.notEqual(problemOf(one, ''), null);
  }
});

test('ranges in words', () => {
  assert.equal(rangeWords(field('learningRate')), 'above 0, to 10');
  assert.equal(rangeWords(field('batchSize')), 'a whole number from 1 to 65536');
});

describe('values without effect', () => {
  test('momentum without sgd is neither sent nor reported as an error', () => {
    const typed = { momentum: '7' };
    assert.equal(hasEffect(field('momentum'), fields, typed), false);
    assert.deepEqual([changedValues(fields, typed), problemsOf(fields, typed)], [{}, {}]);
  });

  test('with sgd: both', () => {
    assert.deepEqual(Object.keys(problemsOf(fields, { optimizer: 'sgd', momentum: '7' })), ['momentum']);
    const typed = { optimizer: 'sgd', momentum: '0.5', learningRate: '0.009' };
    assert.deepEqual(changedValues(fields, typed), { optimizer: 'sgd', momentum: 0.5 });
  });
});
