import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { loadCheckpoint, saveCheckpoint } from '../../../../native-bridge/training/checkpoint.ts';
import type { RunState } from '../../../../native-bridge/training/checkpoint-state.ts';
import { type Hyperparameters, parseSettings } from '../../../../native-bridge/training/hyperparameters.ts';
import { TrainingError } from '../../../../native-bridge/training/training-error.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const state: RunState = {
  format: 1,
  dataset: { name: 'synthetic', spec: 'synthetic', sha256: 'ab'.repeat(32), validation: 0.15 },
  preset: 'course',
  network: presetNetwork('course'),
  hyperparameters: parseSettings(['learningRate=0.005']),
  seed: 3,
  epochs: 100,
  generator: { kind: 'mt19937', seed: 5 },
  backend: 'tensorflow',
  steps: 17,
  history: [{ epoch: 0, cost: 1.917929, seconds: 1.5 }],
};
const checkpoint = {
  state,
  parameters: { W1: { shape: [2, 1], data: new Float32Array([0.1, -0.2]) } },
  slots: { 'm/W1': { shape: [2, 1], data: new Float32Array([1e-9, 3]) } },
  best: { W1: { shape: [2, 1], data: new Float32Array([0.3, 0.4]) } },
};

test("a checkpoint is read back unchanged: state, parameters, moments, the best epoch's parameters or none", async (t) => {
  const path = join(temporaryFolder(t), 'checkpoint.safetensors');
  for (const one of [checkpoint, { ...checkpoint, best: null }]) {
    await saveCheckpoint(path, one);
    assert.deepEqual(loadCheckpoint(path), one);
  }
});

test('an older checkpoint without some hyperparameters loads with their defaults', async (t) => {
  const path = join(temporaryFolder(t), 'checkpoint.safetensors');
  const { learningRate, batchSize, beta1, beta2, epsilon, initSeed, costDivisor, evaluateEvery } =
    state.hyperparameters;
  const old = { learningRate, batchSize, beta1, beta2, epsilon, initSeed, costDivisor, evaluateEvery };
  await saveCheckpoint(path, { ...checkpoint, state: { ...state, hyperparameters: old as Hyperparameters } });
  assert.deepEqual(loadCheckpoint(path).state.hyperparameters, parseSettings(['learningRate=0.005']));
});

test('an older checkpoint whose validation cost was not finite loads without that cost', async (t) => {
  const path = join(temporaryFolder(t), 'checkpoint.safetensors');
  const [first] = state.history;
  const history = [
    { ...first!, validationCost: 2, validationAccuracy: 0.5 },
    { ...first!, epoch: 1 },
  ];
  const lost = { ...state, history: [history[0]!, { ...history[1]!, validationCost: Number.NaN }] };
  await saveCheckpoint(path, { ...checkpoint, state: lost });
  assert.deepEqual(loadCheckpoint(path).state, { ...state, history });
});

test('a missing, foreign, truncated or edited file is refused by name', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'checkpoint.safetensors');
  const refuses = (file: string, why: RegExp) =>
    assert.throws(
      () => loadCheckpoint(file),
      (error) =>
        error instanceof TrainingError &&
        error.message.includes(file) &&
        why.test(error.message) &&
        error.remedy !== '',
    );
  refuses(join(folder, 'nothing'), /no checkpoint/);
  writeFileSync(path, 'not a checkpoint at all');
  refuses(path, /damaged or not from Signs Lab/);
  await saveCheckpoint(path, checkpoint);
  truncateSync(path, readFileSync(path).length - 4);
  refuses(path, /outside the file/);
  await saveCheckpoint(path, { ...checkpoint, state: { ...state, seed: -1 } });
  refuses(path, /seed/);
});

test('an existing checkpoint that cannot be read is not called missing: the reason and a remedy are given', async (t) => {
  const folder = temporaryFolder(t);
  const path = (name: string) => join(folder, name, 'checkpoint.safetensors');
  const refuses = (file: string, why: RegExp) =>
    assert.throws(
      () => loadCheckpoint(file),
      (error) =>
        error instanceof TrainingError &&
        error.message.includes(file) &&
        why.test(error.message) &&
        error.remedy !== '',
    );
  mkdirSync(path('a folder'), { recursive: true });
  refuses(path('a folder'), /cannot be read: it is a folder/);
  mkdirSync(join(folder, 'a circle'));
  symlinkSync('checkpoint.safetensors', path('a circle'));
  refuses(path('a circle'), /cannot be read: ELOOP/);
  writeFileSync(join(folder, 'a file'), '');
  refuses(path('a file'), /no checkpoint/);
});

const asAnother = process.getuid?.() === 0 ? 65534 : process.geteuid?.(); // root may read everything: switch to nobody

test('a checkpoint of another user', {
  skip: asAnother === undefined && 'this system has no such rights',
}, async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'checkpoint.safetensors');
  await saveCheckpoint(path, checkpoint);
  chmodSync(folder, 0o755);
  chmodSync(path, 0o000);
  const self = process.geteuid!();
  process.seteuid!(asAnother!);
  try {
    assert.throws(() => loadCheckpoint(path), {
      name: 'TrainingError',
      message: /cannot be read: you do not have permission to read it/,
    });
  } finally {
    process.seteuid!(self);
  }
});
