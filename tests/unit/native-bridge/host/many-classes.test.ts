/** A model of 1000 classes is refused with a sentence, not with a page of names. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DatasetSummary } from '../../../../main/ipc/schemas/dataset.ts';
import type { ModelSummary } from '../../../../main/ipc/schemas/model.ts';
import { requireFit } from '../../../../main/services/models/fit.ts';
import { placesOf } from '../../../../native-bridge/host/dataset-evaluation.ts';
import { drawnScores } from '../../../../native-bridge/host/drawn-scores.ts';
import type { Model } from '../../../../native-bridge/onnx/session.ts';

const labels = Array.from({ length: 1000 }, (_, k) => `some long class name number ${k}`);
const short = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Error);
  assert.match(error.message, message);
  assert.ok(error.message.length < 2000, `${error.message.length} characters`);
  return true;
};

// Only what is read before the refusal.
const model = { path: 'net.onnx', labels, metadata: null, foreign: true } as unknown as Model;
const summary = { name: 'net', labels, card: null } as unknown as ModelSummary;

test('by the evaluation on a dataset with other classes', () => {
  const classes = labels.map((label) => `other ${label}`);
  const message = /recognises 1000 classes \(some .* and 980 more\), but Sea has 1000 \(other .* and 980 more\)\.$/;
  assert.throws(() => placesOf(model, 'Sea', classes), short(message));
  const sea = { name: 'Sea', classes } as unknown as DatasetSummary;
  assert.throws(() => requireFit(summary, sea), short(message));
});

test('by the evaluation on drawn hands', async () => {
  await assert.rejects(drawnScores(model, { perSign: 1, seed: 1 }), short(/and 980 more, but drawn hands show/));
});
