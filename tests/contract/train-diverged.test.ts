/** A run whose answers have become infinite while its parameters are still finite. */
import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadCheckpoint, saveCheckpoint } from '../../native-bridge/training/checkpoint.ts';
import { lab } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const tiny = ['--data', 'synthetic:train=10,test=2', '--backend', 'fused-wasm'];
const HUGE = 1e30; // two layers of such weights exceed float32, which ends at 3.4e38

test('such a run writes no model that cannot be opened, and says that it diverged', async (t) => {
  const out = join(temporaryFolder(t), 'run');
  const [checkpoint, model] = [join(out, 'checkpoint.safetensors'), join(out, 'model.onnx')];
  const trained = await lab(['train', ...tiny, '--validation', '0.25', '--epochs', '1', '--out', out]);
  assert.equal(trained.status, 0, trained.stderr);
  rmSync(model);
  const saved = loadCheckpoint(checkpoint);
  for (const { data } of Object.values(saved.parameters)) data.fill(HUGE);
  await saveCheckpoint(checkpoint, saved);

  const ran = await lab(['train', '--resume', '--out', out]);
  assert.equal(ran.status, 1);
  assert.match(ran.stderr, /answers on the test pictures are not finite[\s\S]*smaller learningRate/);
  assert.doesNotMatch(ran.stderr, /bug in Signs Lab/);
  assert.equal(existsSync(model), false);
  assert.deepEqual(loadCheckpoint(checkpoint), saved);
});
