import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareAnswers } from '../../../../native-bridge/metrics/comparison.ts';
import { mcnemarWords, testName } from '../../../../renderer/components/answers/comparison-words.ts';

/** Two models that disagree on `onlyA + onlyB` pictures, and agree on ten more. */
function comparison(onlyA: number, onlyB: number) {
  const [labels, a, b] = [[], [], []] as number[][];
  for (const [times, saidA, saidB] of [
    [onlyA, 0, 1],
    [onlyB, 1, 0],
    [10, 0, 0],
  ] as const) {
    for (let i = 0; i < times; i++) {
      labels!.push(0);
      a!.push(saidA);
      b!.push(saidB);
    }
  }
  return compareAnswers(a!, b!, labels!, 2);
}

test("McNemar's test in words: chance, more than chance, no difference", () => {
  // scipy 1.14: binomtest(6, 14).pvalue = 0.79052734375; binomtest(1, 12).pvalue = 0.00634765625
  const chance = comparison(6, 8);
  assert.match(
    mcnemarWords(chance),
    /Of 24 pictures, only A gets 6 right and only B 8\..* in 79\.1 % of cases: too often/,
  );
  assert.equal(testName(chance), "McNemar's exact test, p = 0.791");
  assert.match(mcnemarWords(comparison(11, 1)), /in 0\.6 % of cases: rarely enough to call A better\./);
  assert.match(mcnemarWords(comparison(1, 11)), /to call B better\./);
  assert.match(mcnemarWords(comparison(0, 0)), /same 10 pictures: these cannot tell them apart/);
});

test('from 25 disagreements on, the approximation is named', () => {
  // (|30 - 10| - 1)^2 / 40 = 9.025; scipy 1.14: chi2.sf(9.025, 1) = 0.00266
  assert.equal(testName(comparison(30, 10)), "McNemar's test, chi-square 9.03 with continuity correction, p = 0.00266");
  assert.match(
    mcnemarWords(comparison(17, 16)),
    /at least this large would occur by chance in nearly every case: too often/,
  );
  assert.match(mcnemarWords(comparison(90, 2)), /fewer than 1 in 1,000 cases/);
});
