import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FreshResult, SweepState, SweepSummary } from '../../../../../main/ipc/schemas/sweep.ts';
import { checkWords, combinationWords } from '../../../../../renderer/features/tuning/check-words.ts';
import { gapText, intervalText, scoreText } from '../../../../../renderer/features/tuning/objective-words.ts';
import { planWords, spaceWords } from '../../../../../renderer/features/tuning/plan-words.ts';
import {
  actionsOf,
  budgetWords,
  countWords,
  differenceWords,
  lanesWords,
  newBestWords,
  optimismWords,
  sweepStateWords,
  trialCounts,
} from '../../../../../renderer/features/tuning/sweep-words.ts';
import { differingNames, valueText } from '../../../../../renderer/features/tuning/trial-words.ts';
import { trialOf } from './trials.ts';

const COUNTS: SweepSummary['counts'] = {
  ...{ waiting: 2, running: 1, paused: 3, complete: 4, pruned: 5 },
  ...{ diverged: 0, impossible: 6, failed: 0 },
};

function fresh(optimism: number, seeds: number, difference: FreshResult['difference']): FreshResult {
  const scores = Array.from({ length: seeds }, (_, seed) => ({ seed, score: 0.8 }));
  const one = { score: 0.9, scores, mean: 0.8, low: 0.7, high: 0.9 };
  const trials = difference
    ? [
        { ...one, trial: 12 },
        { ...one, trial: 3 },
      ]
    : [{ ...one, trial: 12 }];
  return { trials, optimism, difference };
}

describe('how far to trust a result', () => {
  test('optimism, in percentage points or in the unit of the loss', () => {
    assert.equal(
      optimismWords(fresh(0.021, 5, null), 'validationAccuracy'),
      "The sweep's best score is 2.1 points better than on 5 fresh seeds.",
    );
    assert.equal(
      optimismWords(fresh(0.0213, 1, null), 'validationLoss'),
      "The sweep's best score is 0.0213 better than on 1 fresh seed.",
    );
    assert.match(optimismWords(fresh(-0.01, 5, null), 'validationAccuracy'), /the winner is 1\.0 points better than/);
    assert.match(optimismWords(fresh(0, 5, null), 'validationAccuracy'), /as good as its best score/);
    assert.match(
      optimismWords({ ...fresh(0, 5, null), trials: [] }, 'validationAccuracy'),
      /No trial was trained again/,
    );
  });

  test('whether first and second really differ', () => {
    const close = { first: 12, second: 3, p: 0.41, differ: false };
    assert.match(differenceWords(fresh(0, 5, close)), /^Trials 12 and 3 do not differ by more than chance .*p = 0\.41/);
    const far = { first: 12, second: 3, p: 1e-6, differ: true };
    assert.match(differenceWords(fresh(0, 5, far)), /^Trial 12 is better than trial 3 .*p = 1\.0e-6/);
    assert.match(differenceWords(fresh(0, 5, null)), /Only one trial/);
  });
});

describe('counts, budgets, actions', () => {
  test('waiting trials have not begun', () => {
    assert.deepEqual(trialCounts(COUNTS), { ended: 15, running: 1, held: 3, waiting: 2, begun: 19 });
    assert.equal(countWords(COUNTS), '4 complete, 5 pruned, 6 impossible, 1 under way, 3 paused at a rung, 2 waiting');
    const none = Object.fromEntries(Object.keys(COUNTS).map((state) => [state, 0])) as SweepSummary['counts'];
    assert.equal(countWords(none), 'no trial yet');
  });

  test('budgets', () => {
    assert.equal(budgetWords({ trials: 1, minutes: null }), '1 trial');
    assert.equal(budgetWords({ trials: 1000, minutes: 10 }), '1,000 trials or 10 minutes, whichever comes first');
  });

  test('a sweep can be finished once it has a result, and extended when it is done', () => {
    const of = (state: SweepState, counts = COUNTS) => actionsOf({ state, counts });
    const running = { kind: 'running', since: 0, phase: 'trials', step: null } as const;
    assert.deepEqual(of(running), ['pause', 'finish', 'extend', 'addTrials']);
    assert.deepEqual(of(running, { ...COUNTS, complete: 0, pruned: 0 }), ['pause', 'finish', 'extend', 'addTrials']);
    const nothing = { ...COUNTS, complete: 0, pruned: 0, paused: 0, running: 1 };
    assert.deepEqual(of(running, nothing), ['pause', 'extend', 'addTrials']);
    assert.deepEqual(of({ ...running, phase: 'fresh' }), ['pause']);
    assert.deepEqual(of({ kind: 'queued', place: 1, waitsFor: null, finishing: false }), [
      'pause',
      'extend',
      'addTrials',
    ]);
    assert.deepEqual(of({ kind: 'pausing' }), []);
    assert.deepEqual(of({ kind: 'done' }), ['extend', 'addTrials']);
    assert.equal(of({ kind: 'paused' })[0], 'resume');
  });

  test('what a sweep in the queue waits for', () => {
    const words = (place: number, waitsFor: string | null) =>
      sweepStateWords({ kind: 'queued', place, waitsFor, finishing: false }).text;
    assert.equal(words(1, null), 'Next in the queue');
    assert.equal(words(1, 'course on SIGNS'), 'Waits for course on SIGNS');
    assert.equal(words(3, 'course on SIGNS'), 'Number 3 in the queue');
  });

  test('workers are counted here only where the queue has no panel of its own', () => {
    const backend = { id: 'fused-cpu', why: '', device: '', lanes: 4 } as const;
    const workers = ['north', 'south'];
    assert.equal(lanesWords({ backend: null, workers, queue: null }), undefined);
    assert.equal(lanesWords({ backend, workers: [], queue: null }), '4 trials at once');
    assert.equal(lanesWords({ backend, workers, queue: null }), '4 trials at once, 2 workers');
    assert.equal(lanesWords({ backend, workers, queue: { reachable: true, workers: [] } }), '4 trials at once');
  });

  test('a new best is announced with its score', () => {
    assert.equal(
      newBestWords({ trial: 12, scores: [0.931], interval: null }, 'validationAccuracy'),
      'Trial 12 is the new best: 93.10 %',
    );
    assert.equal(
      newBestWords({ trial: 12, scores: [null], interval: null }, 'validationAccuracy'),
      'Trial 12 is the new best',
    );
  });
});

describe('a plan', () => {
  const plan = {
    sampler: 'tpe',
    scheduler: 'asha',
    trials: 64,
    minutes: null,
    epochs: 100,
    seeds: 1,
    folds: 0,
  } as const;

  test('in words', () => {
    assert.equal(
      planWords({ ...plan, freshBest: 3, freshSeeds: 5 }),
      '64 trials, each of up to 100 epochs, chosen by TPE, poor ones stopped early by ASHA. The best 3 are trained again with 5 fresh seeds each, to see how much was luck.',
    );
    assert.equal(
      planWords({ ...plan, scheduler: 'none', seeds: 3, folds: 5, freshBest: 0, freshSeeds: 5 }),
      '64 trials, each of up to 100 epochs with 3 seeds and 5 folds, chosen by TPE.',
    );
  });

  test('what is searched over', () => {
    assert.equal(spaceWords([]), 'Nothing is searched over yet.');
    assert.equal(spaceWords(['Learning rate']), 'Searches over learning rate.');
    assert.equal(spaceWords(['A', 'B', 'C']), 'Searches over a, b and c.');
    const many = [...'ABCDEFGHI'];
    assert.equal(spaceWords(many), 'Searches over a, b, c, d, e, f and 3 more.');
  });

  test('what it comes to', () => {
    const check = { problems: [], combinations: 12_288, epochs: 1300, impossible: 0.04 };
    assert.equal(
      checkWords(check, 'tpe'),
      '12,288 combinations, about 1,300 epochs of training, 4 % of the networks cannot be built and cost no time.',
    );
    assert.equal(
      checkWords({ ...check, combinations: 1, epochs: null, impossible: 0 }, 'grid'),
      '1 combination in the grid.',
    );
    assert.match(checkWords({ ...check, impossible: 0.005 }, 'tpe'), /under 1 % of the networks/);
    assert.equal(combinationWords(null, 'tpe'), 'Infinitely many combinations');
    assert.equal(combinationWords(3_200_000, 'tpe'), '3.2 million combinations');
    assert.equal(combinationWords(1e18, 'grid'), 'about 10^18 combinations in the grid');
  });
});

describe('values and scores', () => {
  test('as people read them', () => {
    assert.equal(valueText(65_536), '65536');
    assert.equal(valueText(0.0123456), '0.01235');
    assert.equal(valueText(1e-8), '1e-8');
    assert.equal(valueText(false), 'no');
    assert.equal(valueText(undefined), '–');
    assert.equal(scoreText('validationAccuracy', null), '–');
    assert.equal(gapText('parameters', -1200), '1,200');
    assert.equal(intervalText('validationAccuracy', { low: 0.842, high: 0.91 }), '84.20 % to 91.00 %');
  });

  test('what differs from the preset, a missing value too', () => {
    const preset = trialOf(0, 0.5, { values: { a: 1, b: 'x', c: 2 } });
    const other = trialOf(1, 0.6, { values: { a: 1, b: 'y', d: 3 } });
    assert.deepEqual([...differingNames(other, preset)].sort(), ['b', 'c', 'd']);
    assert.equal(differingNames(other, null).size, 0);
  });
});
