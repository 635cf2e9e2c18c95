import assert from 'node:assert/strict';
import { test } from 'node:test';
import { optunaJournal } from '../../../../../native-bridge/tuning/export/optuna-journal.ts';
import { EVERY_STATE, TWO_OBJECTIVES } from './sweep-of-every-state.ts';

function operationsOf(journal: string): Record<string, unknown>[] {
  assert.ok(journal.endsWith('\n'), 'Optuna refuses a last line without a line break');
  return journal
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('the lines that Optuna itself writes for a study and a trial', () => {
  const [study, , , , trial] = operationsOf(optunaJournal(EVERY_STATE, { pruned: true }));
  assert.deepEqual(study, { worker_id: 'signs-lab', op_code: 0, study_name: EVERY_STATE.name, directions: [2] });
  assert.deepEqual(
    { ...trial, distributions: null },
    {
      ...{ worker_id: 'signs-lab', op_code: 4, study_id: 0, state: 1, value: null, values: [0.75] },
      ...{ datetime_start: '2026-11-02T12:00:01.250000+00:00', datetime_complete: '2026-11-02T12:00:01.750000+00:00' },
      params: { learningRate: 0.005, optimizer: 0, batchNorm: 1, filters: 8 },
      user_attrs: { number: 1, state: 'complete', origin: 'sampler', epochs: 3, seconds: 0.75, replicates: [0.7, 0.8] },
      ...{ system_attrs: {}, intermediate_values: { 0: 0.25, 1: 0.625, 2: 0.75 }, distributions: null },
    },
  );
});

test('distributions are the same for all trials and wide enough for every value', () => {
  const trials = operationsOf(optunaJournal(EVERY_STATE, { pruned: true })).slice(3);
  const written = trials.map(({ distributions }) => distributions as Record<string, string>);
  assert.equal(new Set(written.map(({ optimizer }) => optimizer)).size, 1);
  assert.deepEqual(JSON.parse(written[0]!.learningRate!), {
    ...{ name: 'FloatDistribution', attributes: { step: null, low: 0.0001, high: 0.5, log: true } },
  });
  assert.deepEqual(JSON.parse(written[0]!.optimizer!).attributes, { choices: ['adam', 'sgd, plain', 'adamW'] });
  assert.deepEqual(JSON.parse(written[0]!.filters!).attributes, { log: false, step: 1, low: 4, high: 16 }); // 6 is not on a grid of step 4
  assert.equal(written[0]!.momentum, undefined);
});

test('pruned trials are hidden on request, and trials keep their numbers', () => {
  const trials = operationsOf(optunaJournal(EVERY_STATE, { pruned: false })).slice(3);
  const numbers = trials.map(({ user_attrs }) => (user_attrs as { number: number }).number);
  assert.deepEqual(numbers, [0, 1, 3, 4, 5, 6, 7]);
  assert.equal(operationsOf(optunaJournal(TWO_OBJECTIVES, { pruned: true })).length, 3 + 4);
});
