import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunSettings, RunState, RunSummary } from '../../../../../main/ipc/schemas/run.ts';
import { validationWords } from '../../../../../renderer/features/training/run-words.ts';
import { doneRun, run } from '../evaluation/runs.ts';

const words = (settings: Partial<RunSettings>, more: Partial<RunSummary> = {}) => {
  const plain = run(1, more);
  return validationWords({ ...plain, settings: { ...plain.settings, ...settings } });
};

test('the validation pictures of a run: only what it was really validated on', () => {
  const { state } = doneRun(1, 1, null);
  const validated: RunState = { ...(state as Extract<RunState, { kind: 'done' }>), validationAccuracy: 0.5 };
  const together = 'None: trained on the training and validation pictures together';
  assert.equal(words({ joinValidation: true }), together);
  assert.equal(words({ joinValidation: true }, { state }), together);
  assert.equal(words({ validation: 0.125 }), '12.5 % of the training pictures');
  assert.equal(words({}), "the dataset's own split, if it has one");
  assert.equal(words({}, { best: { epoch: 1, validationAccuracy: 0.5 } }), "the dataset's own split");
  assert.equal(words({}, { state: validated }), "the dataset's own split");
  assert.equal(words({}, { state }), 'None');
});
