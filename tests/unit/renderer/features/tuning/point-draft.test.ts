import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Space } from '../../../../../native-bridge/tuning/space.ts';
import { pointWords, readPoint, typedPoint } from '../../../../../renderer/features/tuning/point-draft.ts';
import { valueText } from '../../../../../renderer/features/tuning/trial-words.ts';

const SPACE: Space = {
  momentum: { kind: 'float', low: 0.5, high: 0.99, when: { name: 'optimizer', values: ['sgd'] } },
  learningRate: { kind: 'float', low: 1e-4, high: 0.01, log: true },
  optimizer: { kind: 'choice', choices: ['adam', 'sgd'] },
  filters: { kind: 'int', low: 4, high: 16, step: 4 },
};

test('a point starts at its given values, and at the middle of all other dimensions', () => {
  const typed = typedPoint(SPACE, { optimizer: 'sgd' });
  assert.deepEqual(typed, { momentum: '0.74', learningRate: '0.001', optimizer: '"sgd"', filters: '12' });
  assert.deepEqual(readPoint(SPACE, typed).problems, {});
  assert.deepEqual(readPoint(SPACE, typed).values, {
    momentum: 0.74,
    learningRate: 0.001,
    optimizer: 'sgd',
    filters: 12,
  });
});

test('a dimension without effect is left out, whatever its value', () => {
  const typed = { ...typedPoint(SPACE, { optimizer: 'adam' }), momentum: 'nonsense' };
  assert.deepEqual(readPoint(SPACE, typed), {
    values: { learningRate: 0.001, optimizer: 'adam', filters: 12 },
    problems: {},
  });
});

test('refuses values out of range, between two steps, or missing', () => {
  const typed = { momentum: '0.9', learningRate: '1', optimizer: '"adam"', filters: '5' };
  const { values, problems } = readPoint(SPACE, typed);
  assert.deepEqual(values, { optimizer: 'adam' });
  assert.deepEqual(problems, {
    learningRate: 'One of: 0.0001 to 0.01, logarithmic.',
    filters: 'One of: 4 to 16, every 4.',
  });
  assert.deepEqual(Object.keys(readPoint(SPACE, {}).problems).sort(), ['filters', 'learningRate', 'optimizer']);
});

test('in words', () => {
  const titles: Record<string, string> = { learningRate: 'Learning rate' };
  const words = pointWords({ learningRate: 0.0123456, batchNorm: true }, (name) => titles[name] ?? name, valueText);
  assert.equal(words, 'Learning rate 0.01235, batchNorm yes');
  assert.equal(pointWords({}, String, valueText), 'no value');
});
