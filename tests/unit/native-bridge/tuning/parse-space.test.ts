/** Invalid spaces are refused with a message that names the dimension, the reason and the remedy. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asArgument } from '../../../../native-bridge/host/failure.ts';
import { ArgumentError } from '../../../../native-bridge/training/training-error.ts';
import { parseSpace, TuningError } from '../../../../native-bridge/tuning/index.ts';

const float = { kind: 'float', low: 0, high: 1 };
const choice = { kind: 'choice', choices: ['a', 'b'] };

/** Space, the dimension at fault, a part of the message. */
const REFUSED: readonly (readonly [what: string, space: unknown, dimension: string | null, message: RegExp])[] = [
  ['nothing', null, null, /must be an object, not null/],
  ['a list', [], null, /must be an object/],
  ['no dimension', {}, null, /has no dimension/],
  ['a dimension that is a number', { x: 3 }, 'x', /"x": must be an object, not 3/],
  ['no kind', { x: {} }, 'x', /must be float, int or choice/],
  ['an unknown kind', { x: { kind: 'real' } }, 'x', /must be float, int or choice, not "real"/],
  ['no bounds', { x: { kind: 'float' } }, 'x', /low is missing/],
  ['NaN', { x: { ...float, low: Number.NaN } }, 'x', /low must be a finite number, not NaN/],
  ['infinity', { x: { ...float, high: Number.POSITIVE_INFINITY } }, 'x', /high must be a finite number, not Infinity/],
  ['a text as bound', { x: { ...float, high: '1' } }, 'x', /high must be a finite number, not "1"/],
  ['low above high', { x: { ...float, low: 2 } }, 'x', /low 2 is above high 1/],
  ['a range whose width overflows', { x: { kind: 'float', low: -1e308, high: 1e308 } }, 'x', /too wide/],
  ['a logarithm of 0', { x: { ...float, log: true } }, 'x', /needs low above 0/],
  ['an int bound with a fraction', { x: { kind: 'int', low: 0.5, high: 2 } }, 'x', /low must be a whole number/],
  ['no step', { x: { kind: 'int', low: 1, high: 9, step: 0 } }, 'x', /step must be at least 1/],
  ['too wide a step', { x: { kind: 'int', low: 1, high: 4, step: 4 } }, 'x', /step 4 is wider/],
  ['step and log', { x: { kind: 'int', low: 1, high: 9, step: 2, log: true } }, 'x', /step and log/],
  ['no choices', { x: { kind: 'choice', choices: [] } }, 'x', /choices is empty/],
  ['a choice twice', { x: { kind: 'choice', choices: ['a', 1, 'a'] } }, 'x', /"a" is there twice/],
  ['a choice that is a list', { x: { kind: 'choice', choices: [[1]] } }, 'x', /choices\.0 must be a number, a text/],
  ['an unknown field', { x: { ...float, hi: 1 } }, 'x', /has hi, which/],
  [
    'an unknown condition',
    { x: { ...float, when: { name: 'z', values: ['a'] } } },
    'x',
    /"z", which is not a dimension/,
  ],
  ['a condition on itself', { x: { ...choice, when: { name: 'x', values: ['a'] } } }, 'x', /depends on itself/],
  ['a condition on a float', { f: float, x: { ...float, when: { name: 'f', values: [0.5] } } }, 'x', /"f", a float/],
  ['a value it never has', { c: choice, x: { ...float, when: { name: 'c', values: ['z'] } } }, 'x', /being "z"/],
  [
    'a cycle',
    { x: { ...choice, when: { name: 'y', values: ['a'] } }, y: { ...choice, when: { name: 'x', values: ['a'] } } },
    'x',
    /x -> y -> x, a cycle/,
  ],
  [
    'too many dimensions',
    Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`x${i}`, float])),
    null,
    /at most 100/,
  ],
];

for (const [what, space, dimension, message] of REFUSED) {
  test(`refused: ${what}`, () => {
    assert.throws(
      () => parseSpace(space),
      (error: unknown) => {
        assert.ok(error instanceof TuningError);
        assert.match(error.message, message);
        assert.equal(error.dimension, dimension);
        assert.match(error.remedy, /^[A-Z].+\.$/);
        return true;
      },
    );
  });
}

test('an impossible request is a usage error: exit status 2', () => {
  assert.throws(() => asArgument(() => parseSpace({})), ArgumentError);
});

test('a valid space comes back unchanged', () => {
  const space = {
    optimizer: { kind: 'choice', choices: ['adam', 'sgd', 3, true] },
    momentum: { ...float, when: { name: 'optimizer', values: ['sgd', true] } },
    layers: { kind: 'int', low: 1, high: 9, step: 4 },
    wide: { kind: 'int', low: 1, high: 2 ** 40, log: true, when: { name: 'layers', values: [5, 9] } },
    fixed: { kind: 'float', low: 2, high: 2 },
  };
  assert.deepEqual(parseSpace(space), space);
});
