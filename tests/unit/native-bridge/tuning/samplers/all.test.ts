/** What holds for every sampler: bounds, conditions, determinism, failures, many asks at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activeNames } from '../../../../../native-bridge/tuning/conditions.ts';
import { toUnit } from '../../../../../native-bridge/tuning/encoding.ts';
import {
  createSampler,
  type Observed,
  type Space,
  samplerOf,
  type Values,
} from '../../../../../native-bridge/tuning/index.ts';
import { cube, MIXED } from './spaces.ts';

const KINDS = ['random', 'sobol', 'tpe', 'gp'] as const;

/** Low near a rate of 0.01, lower with sgd and momentum. */
const cost = ({ rate, optimizer, momentum }: Values): number =>
  (Math.log10(Number(rate)) + 2) ** 2 + (optimizer === 'sgd' ? (Number(momentum) - 0.9) ** 2 : 1);

function assertFits(space: Space, values: Values): void {
  assert.deepEqual(Object.keys(values), activeNames(space, values), 'inactive dimensions are absent');
  for (const [name, value] of Object.entries(values)) assert.notEqual(toUnit(space[name]!, value), null, name);
}

for (const kind of KINDS) {
  test(`${kind}: 40 trials of a conditional space, some of them failed, stay within it and are reproducible`, () => {
    const runs = [0, 1].map(() => {
      const sampler = createSampler(kind, MIXED, { seed: 5 });
      return Array.from({ length: 40 }, (_, i) => {
        const { number, values } = sampler.ask()!;
        assert.equal(number, i);
        assertFits(MIXED, values);
        sampler.tell(number, i % 5 === 3 ? null : i % 7 === 2 ? Number.NaN : cost(values));
        return values;
      });
    });
    assert.deepEqual(runs[0], runs[1]);
    const other = createSampler(kind, MIXED, { seed: 6 }).ask()!.values;
    assert.notDeepEqual(other, runs[0]![0]);
  });

  test(`${kind}: its proposals depend on seed, number and history alone`, () => {
    const trials: Observed[] = [];
    const ask = (number: number) =>
      samplerOf(kind, MIXED, { seed: 2 }).ask({ trials, directions: ['minimize'] }, number)!;
    for (let number = 0; number < 15; number++) {
      const values = ask(number);
      trials.push({ number, values, state: 'complete', scores: [cost(values)], epochs: 1 });
    }
    const sampler = samplerOf(kind, MIXED, { seed: 2 });
    sampler.ask({ trials: [], directions: ['minimize'] }, 99);
    assert.deepEqual(sampler.ask({ trials, directions: ['minimize'] }, 15), ask(15));
    assert.notDeepEqual(ask(16), ask(15));
  });

  test(`${kind}: a history of only failures, or of another space, does not stop it`, () => {
    const sampler = samplerOf(kind, MIXED, { seed: 1 });
    const failed: Observed[] = Array.from({ length: 20 }, (_, number) => ({
      ...{ number, values: sampler.ask({ trials: [], directions: ['minimize'] }, number)! },
      ...{ state: 'failed', scores: null, epochs: 0 },
    }));
    assertFits(MIXED, sampler.ask({ trials: failed, directions: ['minimize'] }, 20)!);
    const others: Observed[] = Array.from({ length: 20 }, (_, number) => ({
      ...{ number, values: { rate: 7, optimizer: 'lion', depth: number }, state: 'complete' },
      ...{ scores: [number], epochs: 1 },
    }));
    assertFits(MIXED, sampler.ask({ trials: others, directions: ['minimize'] }, 20)!);
  });

  test(`${kind}: 8 asks without a tell between them give 8 well-separated points`, () => {
    const sampler = createSampler(kind, cube(3), { seed: 3 });
    for (let i = 0; i < 20; i++) {
      const { number, values } = sampler.ask()!;
      sampler.tell(number, (Number(values.x0) - 0.3) ** 2 + (Number(values.x1) - 0.7) ** 2 + 0.05 * Math.sin(37 * i));
    }
    const points = Array.from({ length: 8 }, () => Object.values(sampler.ask()!.values).map(Number));
    for (const [i, a] of points.entries()) {
      for (const b of points.slice(0, i)) assert.ok(Math.hypot(...a.map((x, d) => x - b[d]!)) > 1e-3, `${a} and ${b}`);
    }
  });

  test(`${kind}: equal scores, several objectives, pruned and half-trained trials`, () => {
    const sampler = samplerOf(kind, MIXED, { seed: 4 });
    const trials: Observed[] = [];
    const directions = ['maximize', 'minimize'] as const;
    for (let number = 0; number < 30; number++) {
      const values = sampler.ask({ trials, directions }, number)!;
      assertFits(MIXED, values);
      const state = number % 3 === 1 ? 'pruned' : number % 5 === 4 ? 'running' : 'complete';
      trials.push({ number, values, state, scores: [0.5, number % 2], epochs: state === 'complete' ? 9 : 3 });
    }
  });
}

test('a dimension with one value and an exhausted space do not stop tpe and gp', () => {
  for (const kind of ['tpe', 'gp']) {
    const space = { one: { kind: 'float', low: 2, high: 2 }, bit: { kind: 'choice', choices: [0, 1] } };
    const sampler = createSampler(kind, space, { seed: 1 });
    for (let i = 0; i < 25; i++) {
      const { number, values } = sampler.ask()!;
      assert.equal(values.one, 2);
      sampler.tell(number, Number(values.bit));
    }
  }
});

test('tpe and gp do not repeat a point while others are left', () => {
  for (const kind of ['tpe', 'gp']) {
    const space = { a: { kind: 'int', low: 0, high: 9 }, b: { kind: 'int', low: 0, high: 9 } };
    const sampler = createSampler(kind, space, { seed: 1 });
    const keys = Array.from({ length: 50 }, () => {
      const { number, values } = sampler.ask()!;
      sampler.tell(number, (Number(values.a) - 4) ** 2 + (Number(values.b) - 6) ** 2);
      return `${values.a} ${values.b}`;
    });
    assert.ok(new Set(keys.slice(10)).size >= 39, `${kind}: ${new Set(keys.slice(10)).size} of 40`);
    assert.ok(keys.includes('4 6'), kind);
  }
});
