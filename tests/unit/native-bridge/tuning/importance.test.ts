/** Importance of dimensions, on histories with known answers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importance } from '../../../../native-bridge/tuning/importance.ts';
import {
  type History,
  parseSpace,
  type Space,
  samplerOf,
  type Values,
} from '../../../../native-bridge/tuning/index.ts';
import { complete, cube } from './samplers/spaces.ts';

function historyOf(space: Space, n: number, score: (values: Values, number: number) => number): History {
  const sampler = samplerOf('random', space, { seed: 9 });
  const trials = Array.from({ length: n }, (_, number) => {
    const values = sampler.ask({ trials: [], directions: ['minimize'] }, number)!;
    return complete(number, values, score(values, number));
  });
  return { trials, directions: ['minimize'] };
}

const total = (shares: Record<string, number>) => Object.values(shares).reduce((sum, share) => sum + share, 0);

test('a more important dimension has the larger share, one without effect almost none', () => {
  const history = historyOf(cube(4), 300, ({ x0, x1 }) => 3 * Number(x0) + Number(x1));
  const shares = importance(cube(4), history)!;
  assert.ok(Math.abs(total(shares) - 1) < 1e-12);
  assert.ok(shares.x0! > 0.7 && shares.x1! > 0.03 && shares.x0! > 3 * shares.x1!, JSON.stringify(shares));
  assert.ok(shares.x2! < 0.02 && shares.x3! < 0.02, JSON.stringify(shares));
});

test('the direction matters: what makes scores low is not what makes them high', () => {
  // x0 decides whether a score can be high at all, x1 how low it gets.
  const space = cube(2);
  const { trials } = historyOf(space, 400, ({ x0, x1 }) => (Number(x0) > 0.9 ? 10 : Number(x1)));
  assert.ok(importance(space, { trials, directions: ['maximize'] })!.x0! > 0.9);
  assert.ok(importance(space, { trials, directions: ['minimize'] })!.x1! > 0.8);
});

test('choices, whole numbers, and a dimension that is active in some trials', () => {
  const space = parseSpace({
    optimizer: { kind: 'choice', choices: ['adam', 'sgd'] },
    momentum: { kind: 'float', low: 0, high: 1, when: { name: 'optimizer', values: ['sgd'] } },
    layers: { kind: 'int', low: 1, high: 4 },
    batch: { kind: 'int', low: 1, high: 512, log: true },
    fixed: { kind: 'int', low: 3, high: 3 },
  });
  const byMomentum = importance(
    space,
    historyOf(space, 300, ({ momentum }) => Number(momentum ?? 0.5)),
  )!;
  assert.ok(byMomentum.momentum! > 0.5 && byMomentum.batch! < 0.05, JSON.stringify(byMomentum));
  assert.equal(byMomentum.fixed, 0);
  const byLayers = importance(
    space,
    historyOf(space, 300, ({ layers }) => Math.abs(Number(layers) - 2)),
  )!;
  assert.ok(byLayers.layers! > 0.9, JSON.stringify(byLayers));
});

test('several objectives are judged separately; trials without scores do not count', () => {
  const space = cube(2);
  const { trials } = historyOf(space, 200, () => 0);
  const scored = trials.map((trial) => ({ ...trial, scores: [Number(trial.values.x0), -Number(trial.values.x1)] }));
  const failed = { ...trials[0]!, number: 200, state: 'failed' as const, scores: null };
  const history: History = { trials: [...scored, failed], directions: ['minimize', 'maximize'] };
  assert.ok(importance(space, history, 0)!.x0! > 0.85);
  assert.ok(importance(space, history, 1)!.x1! > 0.85);
});

test('too few trials, or no dimension that stands out, give no importance', () => {
  assert.equal(
    importance(
      cube(2),
      historyOf(cube(2), 19, ({ x0 }) => Number(x0)),
    ),
    null,
  );
  assert.notEqual(
    importance(
      cube(2),
      historyOf(cube(2), 20, ({ x0 }) => Number(x0)),
    ),
    null,
  );
  const one = parseSpace({ x: { kind: 'choice', choices: ['only'] } });
  assert.equal(
    importance(
      one,
      historyOf(one, 50, (_, number) => number),
    ),
    null,
  );
});
