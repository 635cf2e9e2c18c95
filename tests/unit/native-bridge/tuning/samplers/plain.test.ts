/** Grid, random and Sobol. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createSampler,
  type History,
  type Observed,
  parseSpace,
  samplerOf,
} from '../../../../../native-bridge/tuning/index.ts';
import { scrambledPoint, sobolPoint } from '../../../../../native-bridge/tuning/samplers/sobol.ts';
import { cube } from './spaces.ts';

const GRID = parseSpace({
  net: { kind: 'choice', choices: ['course', 'deep', 'wide'] },
  blocks: { kind: 'int', low: 1, high: 3, when: { name: 'net', values: ['deep'] } },
  dropout: { kind: 'float', low: 0, high: 0.5, when: { name: 'blocks', values: [2] } },
  width: { kind: 'int', low: 8, high: 32, log: true, when: { name: 'net', values: ['wide'] } },
  rate: { kind: 'float', low: 1e-3, high: 1e-1, log: true },
});
/** course 1, deep 2 + 5 dropouts, wide 25; times five rates. */
const GRID_SIZE = (1 + 7 + 25) * 5;

function gridRun(tell: (number: number) => number | null): string[] {
  const sampler = createSampler('grid', GRID, { seed: 1 });
  const seen: string[] = [];
  for (let asked = sampler.ask(); asked !== null && seen.length <= GRID_SIZE; asked = sampler.ask()) {
    seen.push(JSON.stringify(asked.values));
    sampler.tell(asked.number, tell(asked.number));
  }
  return seen;
}

test('a grid visits every active combination exactly once and ends, despite failures', () => {
  const seen = gridRun((number) => (number % 3 === 0 ? null : number));
  assert.equal(seen.length, GRID_SIZE);
  assert.equal(new Set(seen).size, GRID_SIZE);
  const rates = new Set(seen.map((values) => Number(JSON.parse(values).rate).toPrecision(4)));
  assert.deepEqual([...rates].sort(), ['0.001000', '0.003162', '0.01000', '0.03162', '0.1000']);
  assert.ok(seen.some((values) => JSON.parse(values).dropout === 0.5));
});

test('a grid is visited in an order drawn from its seed, not corner by corner', () => {
  const first = gridRun(() => 0);
  assert.deepEqual(
    gridRun(() => 0),
    first,
  );
  assert.ok(new Set(first.slice(0, 15).map((values) => JSON.parse(values).net)).size > 1);
});

test('deleted trials of a grid are tried again, running ones are not, and the grid ends', () => {
  const space = parseSpace({ a: { kind: 'int', low: 1, high: 6 } });
  const sampler = samplerOf('grid', space, { seed: 0 });
  let trials: Observed[] = [];
  const history = (): History => ({ trials, directions: ['minimize'] });
  const asked: unknown[] = [];
  for (let number = 0; number < 20; number++) {
    if (number === 4) trials = trials.slice(2); // two of them are deleted
    const values = sampler.ask(history(), number);
    if (values === null) break;
    asked.push(values.a);
    trials.push({ number, values, state: 'running', scores: null, epochs: 0 });
  }
  assert.equal(asked.length, 8);
  assert.deepEqual(new Set(asked), new Set([1, 2, 3, 4, 5, 6]));
});

test('the grid skips points that a person tried by hand', () => {
  const sampler = samplerOf('grid', parseSpace({ a: { kind: 'int', low: 1, high: 2 } }), { seed: 0 });
  const trials: Observed[] = [{ number: 0, values: { a: 2 }, state: 'complete', scores: [1], epochs: 1 }];
  assert.deepEqual(sampler.ask({ trials, directions: ['minimize'] }, 1), { a: 1 });
});

test('10^9 grid points are refused with their number and a remedy, before anything is built', () => {
  const digits = Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => [`d${i}`, { kind: 'int', low: 0, high: 9 } as const]),
  );
  assert.throws(() => createSampler('grid', digits), { message: /1,000,000,000 points/, remedy: /another sampler/ });
  assert.throws(() => createSampler('grid', cube(9)), /1,953,125 points/);
  assert.notEqual(createSampler('grid', cube(9), { gridPoints: 4 }).ask(), null);
});

/** Pearson's chi-square statistic of counts whose expected values are equal. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

test('random values are uniform or log-uniform, and every whole number and choice has its share', () => {
  const space = parseSpace({
    rate: { kind: 'float', low: 1e-4, high: 1, log: true },
    units: { kind: 'int', low: 1, high: 5 },
    net: { kind: 'choice', choices: ['a', 'b', 'c'] },
    share: { kind: 'float', low: -1, high: 1 },
  });
  const sampler = samplerOf('random', space, { seed: 7 });
  const counts = {
    rate: new Array(8).fill(0),
    units: new Array(5).fill(0),
    net: [0, 0, 0],
    share: new Array(8).fill(0),
  };
  for (let number = 0; number < 4000; number++) {
    const values = sampler.ask({ trials: [], directions: ['minimize'] }, number)!;
    counts.rate[Math.floor((Math.log10(Number(values.rate)) + 4) * 2)]++;
    counts.units[Number(values.units) - 1]++;
    counts.net['abc'.indexOf(String(values.net))]!++;
    counts.share[Math.floor((Number(values.share) + 1) * 4)]++;
  }
  // 99.9 % points of chi-square with 7, 4, 2 and 7 degrees of freedom.
  assert.ok(chiSquare(counts.rate) < 24.3, String(counts.rate));
  assert.ok(chiSquare(counts.units) < 18.5, String(counts.units));
  assert.ok(chiSquare(counts.net) < 13.8, String(counts.net));
  assert.ok(chiSquare(counts.share) < 24.3, String(counts.share));
});

/**
 * From scipy 1.17: `qmc.Sobol(100, scramble=False, bits=32).random(1024)`, times 2^32: points POINTS in
 * dimensions DIMENSIONS.
 */
const [POINTS, DIMENSIONS] = [
  [2, 3, 7, 100, 1000],
  [0, 1, 2, 5, 20, 50, 99],
];
const SCIPY = [
  [3221225472, 1073741824, 1073741824, 3221225472, 1073741824, 1073741824, 3221225472],
  [1073741824, 3221225472, 3221225472, 1073741824, 3221225472, 3221225472, 1073741824],
  [536870912, 2684354560, 1610612736, 1610612736, 3758096384, 3758096384, 2684354560],
  [1778384896, 1107296256, 3321888768, 3187671040, 3254779904, 3791650816, 3791650816],
  [943718400, 415236096, 2227175424, 3896508416, 2243952640, 1514143744, 801112064],
];

test("Sobol points equal scipy's", () => {
  const points = POINTS.map((index) => sobolPoint(100, index));
  assert.deepEqual(
    points.map((point) => DIMENSIONS.map((d) => point[d]! * 2 ** 32)),
    SCIPY,
  );
});

/** The L2 star discrepancy, squared (Warnock 1972). */
function discrepancy(points: readonly (readonly number[])[]): number {
  const [n, d] = [points.length, points[0]!.length];
  const product = (factors: readonly number[]) => factors.reduce((value, factor) => value * factor, 1);
  const single = points.reduce((sum, x) => sum + product(x.map((v) => 1 - v * v)), 0);
  const pairs = points.flatMap((x) => points.map((y) => product(x.map((v, k) => 1 - Math.max(v, y[k]!)))));
  return 3 ** -d - (2 ** (1 - d) / n) * single + pairs.reduce((sum, value) => sum + value, 0) / n ** 2;
}

test('scrambled Sobol points stay evenly spread: one in every 64th, and under a tenth of the discrepancy of random points', () => {
  const random = samplerOf('random', cube(4), { seed: 1 });
  for (const seed of [0, 1, 2 ** 40]) {
    const points = Array.from({ length: 64 }, (_, i) => scrambledPoint(4, i, seed));
    for (let d = 0; d < 4; d++) assert.equal(new Set(points.map((point) => Math.floor(point[d]! * 64))).size, 64);
    const others = points.map((_, i) =>
      Object.values(random.ask({ trials: [], directions: ['minimize'] }, i)!).map(Number),
    );
    assert.ok(discrepancy(points) < 0.1 * discrepancy(others), `${discrepancy(points)} and ${discrepancy(others)}`);
  }
  assert.notDeepEqual(scrambledPoint(4, 3, 0), scrambledPoint(4, 3, 1));
});
