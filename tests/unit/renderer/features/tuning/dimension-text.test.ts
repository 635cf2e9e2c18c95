import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSpace } from '../../../../../native-bridge/tuning/parse-space.ts';
import {
  type DraftDimension,
  dimensionWords,
  readDimension,
} from '../../../../../renderer/features/tuning/dimension-text.ts';

const DRAFT: DraftDimension = {
  ...{ on: true, kind: 'float', low: '0.001', high: '0.1', log: false, step: '' },
  ...{ list: '16, 32', chosen: [], fixed: '', when: null },
};
const read = (change: Partial<DraftDimension>, numeric = true) => readDimension({ ...DRAFT, ...change }, numeric);
const problem = (change: Partial<DraftDimension>, numeric = true) => {
  const result = read(change, numeric);
  return 'problem' in result ? result.problem : null;
};

test('ranges and lists', () => {
  assert.deepEqual(read({ log: true }), { dimension: { kind: 'float', low: 0.001, high: 0.1, log: true } });
  assert.deepEqual(read({ kind: 'int', low: '4', high: '16', step: '4' }), {
    dimension: { kind: 'int', low: 4, high: 16, step: 4 },
  });
  assert.deepEqual(read({ low: '0,5', high: '1' }), { dimension: { kind: 'float', low: 0.5, high: 1 } });
  assert.deepEqual(read({ kind: 'choice' }), { dimension: { kind: 'choice', choices: [16, 32] } });
  assert.deepEqual(read({ kind: 'choice', list: '16 32;64' }), {
    dimension: { kind: 'choice', choices: [16, 32, 64] },
  });
  assert.deepEqual(read({ kind: 'choice', chosen: ['adam', true] }, false), {
    dimension: { kind: 'choice', choices: ['adam', true] },
  });
});

test('an invalid dimension gives a message, and the parser of spaces refuses it too', () => {
  const wrong: readonly (readonly [Partial<DraftDimension>, RegExp, unknown])[] = [
    [{ low: '' }, /Enter a number/, null],
    [{ low: 'x' }, /Enter a number/, null],
    [{ low: '1', high: '0.5' }, /1 is above the highest, 0.5/, { kind: 'float', low: 1, high: 0.5 }],
    [{ low: '0', log: true }, /above 0, not 0/, { kind: 'float', low: 0, high: 0.1, log: true }],
    [{ kind: 'int', low: '1', high: '2.5' }, /whole numbers/, { kind: 'int', low: 1, high: 2.5 }],
    [{ kind: 'int', low: '1', high: '9', step: '0' }, /whole number from 1/, { kind: 'int', low: 1, high: 9, step: 0 }],
    [
      { kind: 'int', low: '1', high: '9', step: '9' },
      /9 is wider than 1 to 9/,
      { kind: 'int', low: 1, high: 9, step: 9 },
    ],
    [
      { kind: 'int', low: '1', high: '9', step: '2', log: true },
      /cannot be combined/,
      { kind: 'int', low: 1, high: 9, step: 2, log: true },
    ],
    [{ kind: 'choice', list: ' ' }, /at least one/, { kind: 'choice', choices: [] }],
    [{ kind: 'choice', list: '1, 2, 1' }, /1 occurs twice/, { kind: 'choice', choices: [1, 2, 1] }],
    [{ kind: 'choice', list: '1, two' }, /numbers, separated by commas/, null],
  ];
  for (const [change, words, dimension] of wrong) {
    assert.match(problem(change) ?? 'nothing wrong', words);
    if (dimension) assert.throws(() => parseSpace({ x: dimension }), JSON.stringify(dimension));
  }
  assert.match(problem({ kind: 'choice', chosen: [] }, false) ?? '', /at least one/);
});

test('in words', () => {
  assert.equal(dimensionWords({ kind: 'float', low: 1e-4, high: 0.1, log: true }), '0.0001 to 0.1, logarithmic');
  assert.equal(dimensionWords({ kind: 'int', low: 4, high: 16, step: 4 }), '4 to 16, every 4');
  assert.equal(dimensionWords({ kind: 'choice', choices: ['adam', 'sgd', false] }), 'adam, sgd or no');
  assert.equal(dimensionWords({ kind: 'choice', choices: [65536] }), '65536');
});
