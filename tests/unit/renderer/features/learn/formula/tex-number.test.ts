import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { texFactor, texNumber, texSum } from '../../../../../../renderer/features/learn/formula/tex-number.ts';

suite('numbers in formulas', () => {
  test('they are rounded as in the cells, with the minus sign of TeX', () => {
    assert.equal(texNumber(-1.234), '-1.23');
    assert.equal(texNumber(4), '4');
    assert.equal(texNumber(0.12345, 3), '0.123');
    assert.equal(texNumber(-0.0001), '0.00');
    assert.equal(texNumber(250000), '2.5 \\cdot 10^{5}');
  });

  test('a negative factor is in brackets', () => {
    assert.equal(texFactor(-2), '(-2)');
    assert.equal(texFactor(2.5), '2.50');
  });

  test('a long sum keeps its beginning and its end', () => {
    assert.equal(texSum(['1', '2', '3']), '1 + 2 + 3');
    assert.equal(texSum(['1', '2', '3', '4', '5'], 4), '1 + 2 + 3 + \\cdots + 5');
  });
});
