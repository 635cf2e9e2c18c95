/** TPE and the Gaussian process beat random search on functions with known minima. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../../../datasets/synthetic/random.ts';
import {
  createSampler,
  type Observed,
  type Space,
  samplerOf,
  type Values,
} from '../../../../../native-bridge/tuning/index.ts';
import { tables } from '../../../../bench/tuning-quality/tables.ts';
import { complete, cube, MIXED } from './spaces.ts';

/** On the unit square; minimum 0.397887. */
function branin({ x0, x1 }: Values): number {
  const [a, b] = [15 * Number(x0) - 5, 15 * Number(x1)];
  const bowl = b - (5.1 / (4 * Math.PI ** 2)) * a * a + (5 / Math.PI) * a - 6;
  return bowl ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) + 10;
}

const HARTMANN = {
  weights: [1, 1.2, 3, 3.2],
  scales: [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
  ],
  centres: [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
  ],
};

/** On the unit cube of 6 dimensions; minimum -3.32237. */
function hartmann(values: Values): number {
  const x = Object.values(values).map(Number);
  const squares = HARTMANN.scales.map((row, i) =>
    row.reduce((sum, scale, d) => sum + scale * (x[d]! - HARTMANN.centres[i]![d]!) ** 2, 0),
  );
  return -HARTMANN.weights.reduce((sum, weight, i) => sum + weight * Math.exp(-squares[i]!), 0);
}

/** Minimum 0 at rate 0.01, sgd, momentum 0.9, 4 layers, 64 units. */
function mixed({ rate, optimizer, momentum, layers, units }: Values): number {
  const way = optimizer === 'sgd' ? (Number(momentum) - 0.9) ** 2 : optimizer === 'adam' ? 0.3 : 0.6;
  const size = 0.1 * (Number(layers) - 4) ** 2 + 0.1 * (Math.log2(Number(units)) - 6) ** 2;
  return (Math.log10(Number(rate)) + 2) ** 2 + way + size;
}

const SEEDS = 5;

/** Median over seeds of the true cost of the best-scored trial. */
function medianBest(kind: string, space: Space, cost: (values: Values) => number, trials: number, noise = 0): number {
  const bests = Array.from({ length: SEEDS }, (_, seed) => {
    const sampler = createSampler(kind, space, { seed });
    const luck = new Random([seed, 0, 0, 0]);
    let best = { score: Number.POSITIVE_INFINITY, cost: Number.NaN };
    for (let i = 0; i < trials; i++) {
      const { number, values } = sampler.ask()!;
      const score = cost(values) + noise * luck.bell();
      sampler.tell(number, score);
      if (score < best.score) best = { score, cost: cost(values) };
    }
    return best.cost;
  });
  return bests.sort((a, b) => a - b)[(SEEDS - 1) / 2]!;
}

test('Branin in 40 trials: gp reaches the minimum, tpe comes near it', () => {
  const [random, tpe, gp] = ['random', 'tpe', 'gp'].map((kind) => medianBest(kind, cube(2), branin, 40));
  assert.ok(gp! < 0.42 && gp! < tpe!, `gp ${gp}, tpe ${tpe}`);
  assert.ok(tpe! < random! && tpe! < 0.9, `tpe ${tpe}, random ${random}`);
});

test('Hartmann6 in 60 trials, with noise: both are far ahead of random', () => {
  const [random, tpe, gp] = ['random', 'tpe', 'gp'].map((kind) => medianBest(kind, cube(6), hartmann, 60, 0.1));
  assert.ok(tpe! < random! - 0.5, `tpe ${tpe}, random ${random}`);
  assert.ok(gp! < random! - 0.7, `gp ${gp}, random ${random}`);
});

test('a conditional space with choices and whole numbers in 60 trials, with noise', () => {
  const [random, tpe, gp] = ['random', 'tpe', 'gp'].map((kind) => medianBest(kind, MIXED, mixed, 60, 0.02));
  assert.ok(tpe! < 0.6 * random!, `tpe ${tpe}, random ${random}`);
  assert.ok(gp! < 0.6 * random!, `gp ${gp}, random ${random}`);
});

test("recorded runs of the course's net in 48 trials: both are far ahead of random", () => {
  const { space, worth } = tables()[0]!;
  const [random, tpe, gp] = ['random', 'tpe', 'gp'].map(
    (kind) => -medianBest(kind, space, (values) => -worth(values), 48),
  );
  assert.ok(tpe! > random! + 0.1 && gp! > random! + 0.1, `tpe ${tpe}, gp ${gp}, random ${random}`);
});

test('maximising equals minimising the negative', () => {
  for (const kind of ['tpe', 'gp']) {
    const [down, up] = [
      createSampler(kind, cube(2), { seed: 1 }),
      createSampler(kind, cube(2), { seed: 1, direction: 'maximize' }),
    ];
    for (let i = 0; i < 20; i++) {
      const { number, values } = down.ask()!;
      assert.deepEqual(up.ask(), { number, values });
      down.tell(number, branin(values));
      up.tell(number, -branin(values));
    }
  }
});

/** Trials of a search on the unit square; states and scores follow from number and values. */
function searched(kind: string, trials: number, outcome: (x0: number, x1: number) => Partial<Observed>): Observed[] {
  const sampler = samplerOf(kind, cube(2), { seed: 3 });
  const done: Observed[] = [];
  for (let number = 0; number < trials; number++) {
    const values = sampler.ask({ trials: done, directions: ['minimize'] }, number)!;
    done.push({ ...complete(number, values, 0), ...outcome(Number(values.x0), Number(values.x1)) });
  }
  return done;
}

test('failed trials teach the sampler where not to look, even right next to the best ones', () => {
  // A sampler that ignores failures keeps failing: 40 of the last 40.
  for (const [kind, most] of [
    ['tpe', 25],
    ['gp', 12],
  ] as const) {
    const trials = searched(kind, 60, (x0, x1) =>
      x0 < 0.5 ? { state: 'failed', scores: null } : { scores: [x0 + (x1 - 0.5) ** 2] },
    );
    const failing = trials.slice(20).filter(({ state }) => state === 'failed').length;
    assert.ok(failing <= most, `${kind}: ${failing} of 40`);
    assert.ok(Math.min(...trials.flatMap(({ scores }) => scores ?? [])) < 0.56, kind);
  }
});

test('pruned trials teach the sampler: those that got further are better', () => {
  // Scores carry no information here: only the epochs that a trial reached do.
  const epochsAt = (x0: number) => Math.round(100 * (1 - Math.abs(x0 - 0.2)));
  const trials = searched('tpe', 50, (x0) => ({ state: 'pruned', scores: [1], epochs: epochsAt(x0) }));
  const near = trials.slice(20).filter(({ epochs }) => epochs > 85).length;
  assert.ok(near >= 20, `${near} of 30`); // 9 by chance
});

test('two objectives: tpe and gp find the front between 0.3 and 0.6', () => {
  for (const kind of ['tpe', 'gp']) {
    const sampler = samplerOf(kind, cube(3), { seed: 2 });
    const trials: Observed[] = [];
    const directions = ['minimize', 'maximize'] as const;
    for (let number = 0; number < 50; number++) {
      const values = sampler.ask({ trials, directions }, number)!;
      const x = Object.values(values).map(Number);
      const from = (centre: number) => x.reduce((sum, v) => sum + (v - centre) ** 2, 0);
      trials.push(complete(number, values, from(0.3), -from(0.6)));
    }
    const near = trials.slice(30).filter(({ scores }) => scores![0]! < 0.3 && scores![1]! > -0.3).length;
    assert.ok(near >= 14, `${kind}: ${near} of 20`);
  }
});
