/** TPE's densities and its first trials. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../../../datasets/synthetic/random.ts';
import { type Observed, parseSpace, samplerOf } from '../../../../../native-bridge/tuning/index.ts';
import { scrambledPoint } from '../../../../../native-bridge/tuning/samplers/sobol.ts';
import { bandwidths, leastBandwidth } from '../../../../../native-bridge/tuning/samplers/tpe/bandwidths.ts';
import { ParzenEstimator } from '../../../../../native-bridge/tuning/samplers/tpe/parzen.ts';
import { complete, cube } from './spaces.ts';

test('a kernel reaches to its farther neighbour, at least the minimum width and at most the whole range', () => {
  assert.deepEqual(bandwidths([0.5, null, 0.1, 0.52, 0.53], 0.03), [0.4, null, 0.4, 0.03, 0.03]);
  assert.deepEqual(bandwidths([0.25], 0.03), [0.75], 'a single kernel reaches to the farther end');
});

test('the minimum width falls with the number of trials, to no less than a hundredth', () => {
  assert.deepEqual([8, 16, 128].map(leastBandwidth), [1 / 6, 1 / 8, 1 / 36]);
  assert.equal(leastBandwidth(100_000), 0.01);
});

test('densities of whole numbers and choices sum to 1, and points are drawn from them', () => {
  const space = parseSpace({
    units: { kind: 'int', low: 4, high: 20, log: true },
    layers: { kind: 'int', low: 1, high: 4 },
    optimizer: { kind: 'choice', choices: ['adam', 'sgd', 'rms'] },
  });
  const random = new Random([1, 2, 3, 4]);
  const all = new Map<string, number>();
  const observed = [
    [0.2, 0.375, 0.5 / 3],
    [0.3, 0.625, 1.5 / 3],
    [0.9, 0.875, 0.5 / 3],
  ];
  const estimator = new ParzenEstimator(space, observed, [1.5, 1, 0.5], 0.1);
  const drawn = Array.from({ length: 40_000 }, () => estimator.sample(random));
  for (const point of drawn) all.set(JSON.stringify(point), Math.exp(estimator.logDensity(point)));
  const total = [...all.values()].reduce((sum, p) => sum + p, 0);
  assert.equal(all.size, 17 * 4 * 3, 'every point is drawn at some time');
  assert.ok(Math.abs(total - 1) < 1e-9, `${total}`);
  const likeliest = [...all].reduce((a, b) => (b[1] > a[1] ? b : a));
  const share = drawn.filter((point) => JSON.stringify(point) === likeliest[0]).length / drawn.length;
  assert.ok(Math.abs(share - likeliest[1]) < 0.15 * likeliest[1], `${share} of ${likeliest[1]}`);
});

test('the first 8 trials cover every eighth of every dimension; then TPE learns', () => {
  const space = cube(5);
  for (let seed = 0; seed < 5; seed++) {
    const sampler = samplerOf('tpe', space, { seed });
    const trials: Observed[] = [];
    const ask = (number: number) =>
      Object.values(sampler.ask({ trials, directions: ['minimize'] }, number)!).map(Number);
    for (let number = 0; number < 8; number++) trials.push(complete(number, toValues(ask(number)), number));
    for (let d = 0; d < 5; d++) {
      const eighths = trials.map(({ values }) => Math.floor(8 * Number(values[`x${d}`])));
      assert.deepEqual(eighths.sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
    }
    assert.notDeepEqual(ask(8), scrambledPoint(5, 8, seed));
  }
});

function toValues(point: readonly number[]): Record<string, number> {
  return Object.fromEntries(point.map((x, d) => [`x${d}`, x]));
}
