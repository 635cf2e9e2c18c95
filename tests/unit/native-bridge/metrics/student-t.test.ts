/**
 * Compared with scipy 1.17.1: `stats.t.ppf(p, df)`, `2 * stats.t.sf(abs(t), df)`, `stats.ttest_ind(a, b, equal_var=False)`,
 * `stats.t.interval(0.95, n - 1, loc=np.mean(a), scale=stats.sem(a))`.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { meanInterval, tQuantile, tTwoSided, welch } from '../../../../native-bridge/metrics/student-t.ts';
import { close } from './close.ts';

const A = [0.81, 0.78, 0.84, 0.8, 0.79];
const B = [0.76, 0.8, 0.75, 0.77, 0.74];

describe("Student's t", () => {
  test("has scipy's quantiles", () => {
    const known = [
      [0.975, 1, 12.706204736174694], // tan(0.475 pi) is 12.70620473643210: scipy is off by 2e-11
      [0.975, 2, 4.302652729749462],
      [0.975, 4, 2.7764451051977934],
      [0.975, 9, 2.262157162798205],
      [0.975, 99, 1.9842169515864174],
      [0.9, 3.7, 1.5575658388615072],
      [0.025, 5, -2.5705818356363155],
    ] as const;
    for (const [p, df, expected] of known) close(tQuantile(p, df), expected, 1e-10);
  });

  test("has scipy's tails, the tiny ones too", () => {
    const known = [
      [0.001, 4, 0.99925000015625],
      [1, 1, 0.5],
      [2.5, 7.3, 0.03965023466560043],
      [-3, 12, 0.01106669568603369],
      [40, 3, 3.4380680789158506e-5],
      [8, 200, 9.879200909330596e-14],
    ] as const;
    for (const [t, df, expected] of known) close(tTwoSided(t, df), expected, 1e-10);
    assert.equal(tTwoSided(0, 5), 1);
  });

  test('is its own inverse', () => {
    for (const df of [1, 2.3, 30]) {
      for (const p of [0.6, 0.9, 0.999]) close(1 - tTwoSided(tQuantile(p, df), df) / 2, p);
    }
  });
});

describe('the interval of a mean', () => {
  test("is scipy's", () => {
    const { mean, low, high } = meanInterval(A);
    close(mean, 0.804);
    close(low, 0.7754147480901299);
    close(high, 0.8325852519098702);
  });

  test('has no width for equal values; there is none for one value', () => {
    assert.deepEqual(meanInterval([0.5, 0.5, 0.5]), { mean: 0.5, low: 0.5, high: 0.5 });
    assert.throws(() => meanInterval([0.5]), RangeError);
  });
});

describe("Welch's test", () => {
  test("is scipy's, for samples of one size and of two", () => {
    const same = welch(A, B);
    close(same.t, 2.747211278973783);
    close(same.df, 8, 1e-10);
    close(same.p, 0.025167147275844057, 1e-10);
    const unequal = welch(A.slice(0, 3), B);
    close(unequal.t, 2.2829416681331427);
    close(unequal.df, 3.44780271496999);
    close(unequal.p, 0.09515701116509671, 1e-10);
    close(welch(B, A).t, -2.747211278973783);
  });

  test('is certain if nothing varies', () => {
    assert.equal(welch([1, 1], [1, 1]).p, 1);
    assert.equal(welch([1, 1], [2, 2]).p, 0);
    assert.throws(() => welch([1], [2, 3]), RangeError);
  });
});
