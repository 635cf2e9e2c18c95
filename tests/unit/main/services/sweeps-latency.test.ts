/** Latency of a network in ONNX Runtime: measured by a real recognition host, once for each model. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { latencyMeter } from '../../../../main/services/sweeps/latency.ts';
import { openDatabase } from '../../../../main/storage/database.ts';
import { initialise } from '../../../../native-bridge/convnet/initialisers.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { exportOnnx } from '../../../../native-bridge/onnx/export.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const db = openDatabase(join(temporaryFolder({ after }), 'lab.sqlite'));
after(() => db.close());

function modelOf(initSeed: number): Uint8Array {
  const network = presetNetwork('course');
  const facts = { datasetSha256: '', trainAccuracy: null, testAccuracy: null, rejection: null };
  const metadata = { ...facts, seed: 0, initSeed, hyperparameters: {} };
  const classes = ['0', '1', '2', '3', '4', '5'];
  return exportOnnx({ network, parameters: initialise(network, initSeed), classes, metadata });
}

test('seconds of one picture, measured once for each model', async () => {
  const measure = latencyMeter(db);
  const model = modelOf(1);
  const seconds = await measure(model);
  assert.ok(seconds > 0 && seconds < 0.1, `${seconds} s`);
  const sha256 = createHash('sha256').update(model).digest('hex');
  assert.equal(db.sql.prepare('SELECT seconds FROM latencies WHERE sha256 = ?').get(sha256)?.seconds, seconds);
  db.sql.prepare('UPDATE latencies SET seconds = 42').run();
  assert.equal(await measure(model), 42, 'another meter uses it too');
  assert.equal(await latencyMeter(db)(model), 42);
  assert.notEqual(await measure(modelOf(2)), 42);
});

test('a file that is not a model has no latency, and the next model is measured', async () => {
  const measure = latencyMeter(db);
  await assert.rejects(measure(new Uint8Array(100)), { name: 'HostError' });
  assert.equal(await measure(modelOf(1)), 42);
});
