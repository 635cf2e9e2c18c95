/**
 * Compared with scipy 1.17.1: `binomtest(b, b + c).pvalue` for few discordant pictures; otherwise
 * `s = max(abs(b-c) - 1, 0)**2 / (b+c); chi2.sf(s, 1)`; and `scipy.special.erfc`.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareAnswers } from '../../../../native-bridge/metrics/comparison.ts';
import { erfc } from '../../../../native-bridge/metrics/erfc.ts';
import { mcnemar } from '../../../../native-bridge/metrics/mcnemar.ts';
import { close } from './close.ts';

describe("McNemar's test", () => {
  for (const [b, c, p] of [
    [0, 0, 1],
    [1, 5, 0.21875],
    [10, 3, 0.09228515625],
    [12, 12, 1],
    [0, 24, 1.1920928955078125e-7],
  ] as const) {
    test(`of ${b} and ${c} is exact`, () => {
      const found = mcnemar(b, c);
      assert.equal(found.kind, 'exact');
      close(found.p, p);
    });
  }

  for (const [b, c, statistic, p] of [
    [12, 13, 0, 1],
    [20, 5, 7.84, 0.005110260660855866],
    [15, 15, 0, 1],
    [40, 90, 18.46923076923077, 1.7266960453899796e-5],
    [300, 100, 99.0025, 2.5218321340413693e-23],
  ] as const) {
    test(`of ${b} and ${c} is a corrected chi-square`, () => {
      const found = mcnemar(b, c);
      assert.ok(found.kind === 'chi-square');
      close(found.statistic, statistic);
      close(found.p, p);
    });
  }
});

describe('erfc', () => {
  for (const [x, expected] of [
    [0, 1],
    [1e-3, 0.9988716212090307],
    [0.5, 0.4795001221869535],
    [1, 0.15729920705028516],
    [1.9999, 0.00467980209297061],
    [2, 0.004677734981047266],
    [3, 2.2090496998585445e-5],
    [5, 1.5374597944280347e-12],
    [10, 2.0884875837625446e-45],
  ] as const) {
    test(`of ${x} is scipy's`, () => close(erfc(x), expected));
  }
});

describe('two lists of answers', () => {
  // Computed by hand.
  const labels = [0, 0, 0, 1, 1, 1];
  const a = [0, 0, 1, 1, 0, 0];
  const b = [0, 1, 1, 1, 1, 1];
  const comparison = compareAnswers(a, b, labels, 3);

  test('give four lists of pictures', () => {
    assert.deepEqual(comparison.bothRight, [0, 3]);
    assert.deepEqual(comparison.onlyA, [1]);
    assert.deepEqual(comparison.onlyB, [4, 5]);
    assert.deepEqual(comparison.bothWrong, [2]);
  });

  test('differ class by class', () => {
    assert.deepEqual(comparison.perClass, [
      { n: 3, a: 2, b: 1, difference: -1 / 3 },
      { n: 3, a: 1, b: 3, difference: 2 / 3 },
      { n: 0, a: 0, b: 0, difference: null },
    ]);
  });

  test('include the test of their discordant pictures', () => assert.deepEqual(comparison.test, mcnemar(1, 2)));

  test('of different lengths, or with labels that are not classes, are refused', () => {
    assert.throws(() => compareAnswers([0], b, labels, 3), RangeError);
    assert.throws(() => compareAnswers([0], [0], [3], 3), /label 3 of picture 0/);
  });
});
