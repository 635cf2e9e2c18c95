/** Mapping values to the unit cube and back, counting them, and finding the active ones. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { combinations, gridSize } from '../../../../native-bridge/tuning/combinations.ts';
import { activeNames, chooseActive, parentsFirst } from '../../../../native-bridge/tuning/conditions.ts';
import { cellOf, fromUnit, toUnit, valueCount } from '../../../../native-bridge/tuning/encoding.ts';
import { type Dimension, parseSpace } from '../../../../native-bridge/tuning/index.ts';

const WHOLE: Dimension[] = [
  { kind: 'int', low: -2, high: 5 },
  { kind: 'int', low: 1, high: 11, step: 3 },
  { kind: 'int', low: 1, high: 40, log: true },
];

test('every whole number has its own cell; the cells fill [0, 1], and every point of a cell maps back to its number', () => {
  for (const dimension of WHOLE) {
    assert.equal(dimension.kind, 'int');
    const step = dimension.step ?? 1;
    let edge = 0;
    for (let value = dimension.low; value <= dimension.high; value += step) {
      const [left, right] = cellOf(dimension, value);
      assert.ok(Math.abs(left - edge) < 1e-12);
      for (const u of [left + 1e-9, (left + right) / 2, right - 1e-9]) assert.equal(fromUnit(dimension, u), value);
      assert.equal(fromUnit(dimension, toUnit(dimension, value)!), value);
      edge = right;
    }
    assert.ok(Math.abs(edge - 1) < 1e-12);
  }
  assert.equal(valueCount(WHOLE[1]!), 4); // 1, 4, 7, 10
});

test('numbers stay within their bounds, and a value maps back to its coordinate', () => {
  const bounds = fc.tuple(
    fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
    fc.double({ min: 1.001, max: 1e6, noNaN: true }),
    fc.boolean(),
  );
  fc.assert(
    fc.property(bounds, fc.double({ min: 0, max: 1, noNaN: true }), ([low, factor, log], u) => {
      const dimension: Dimension = { kind: 'float', low, high: low * factor, log };
      const value = Number(fromUnit(dimension, u));
      assert.ok(value >= low && value <= low * factor);
      assert.ok(Math.abs(toUnit(dimension, value)! - u) < 1e-6);
    }),
    { seed: 1 },
  );
});

test('a logarithmic float is uniform in its logarithm, a choice in its index', () => {
  assert.ok(Math.abs(Number(fromUnit({ kind: 'float', low: 1e-4, high: 1, log: true }, 0.25)) - 1e-3) < 1e-12);
  const choice: Dimension = { kind: 'choice', choices: ['a', true, 0] };
  assert.deepEqual(
    [0, 0.34, 0.7, 1].map((u) => fromUnit(choice, u)),
    ['a', true, 0, 0],
  );
  assert.deepEqual([toUnit(choice, true), toUnit(choice, 'true'), toUnit(choice, 1)], [0.5, null, null]);
});

test('values outside a dimension have no coordinate', () => {
  assert.equal(toUnit({ kind: 'float', low: 0, high: 1 }, 1.5), null);
  assert.equal(toUnit({ kind: 'float', low: 0, high: 1 }, '0.5'), null);
  assert.equal(toUnit({ kind: 'int', low: 1, high: 9, step: 2 }, 4), null);
});

const NESTED = parseSpace({
  dropout: { kind: 'choice', choices: [0, 1, 2], when: { name: 'blocks', values: [2, 3] } },
  blocks: { kind: 'int', low: 1, high: 3, when: { name: 'net', values: ['deep'] } },
  net: { kind: 'choice', choices: ['course', 'deep'] },
  batch: { kind: 'int', low: 1, high: 5 },
});

test('conditions of conditions: parents come first, and a dimension counts only where it is active', () => {
  assert.deepEqual(parentsFirst(NESTED), ['net', 'batch', 'blocks', 'dropout']);
  assert.deepEqual(activeNames(NESTED, { net: 'deep', blocks: 3, dropout: 0, batch: 1 }), Object.keys(NESTED));
  // A leftover value does not activate the dimensions that depend on it.
  assert.deepEqual(activeNames(NESTED, { net: 'course', blocks: 3, batch: 1 }), ['net', 'batch']);
  // course: 1; deep: 1 block without dropout, 2 and 3 blocks with three dropouts each. Times five batch sizes.
  assert.equal(combinations(NESTED), (1n + 1n + 3n + 3n) * 5n);
});

test('a float makes the number of combinations infinite, unless it has one value; a grid gives it points', () => {
  const space = parseSpace({ x: { kind: 'float', low: 0, high: 1 }, n: { kind: 'int', low: 1, high: 1_000_000_000 } });
  assert.equal(combinations(space), null);
  assert.equal(gridSize(space, 5), 5_000_000_000n);
  assert.equal(combinations(parseSpace({ x: { kind: 'float', low: 1, high: 1 } })), 1n);
});

test('dimensions named like built-in properties of objects', () => {
  const space = parseSpace({
    net: { kind: 'choice', choices: ['a', 'b'] },
    constructor: { kind: 'int', low: 1, high: 2, when: { name: 'net', values: ['b'] } },
  });
  assert.deepEqual(Object.keys(chooseActive(space, (_, dimension) => fromUnit(dimension, 0))), ['net']);
});
