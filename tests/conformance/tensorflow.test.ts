/** Guarantees of the tensorflow backend only: no tensor leaks, and nothing on standard output. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { BACKENDS } from '../../native-bridge/backends/table.ts';
import { loadTensorFlow } from '../../native-bridge/backends/tensorflow/library.ts';
import { Network } from '../../native-bridge/convnet/network.ts';
import { availability } from './availability.ts';
import { caseOf } from './networks.ts';

const { backend, skip } = await availability(BACKENDS.find(({ id }) => id === 'tensorflow')!);

const layers = [
  { kind: 'conv', filters: 3, kernel: 3 },
  { kind: 'batchNorm' },
  { kind: 'relu' },
  { kind: 'maxPool', size: 2, stride: 2 },
  { kind: 'averagePool', size: 2, stride: 2 },
  { kind: 'dropout', rate: 0.5 },
  { kind: 'flatten' },
  { kind: 'dense', units: 3 },
];
const one = caseOf(Network.parse({ name: 'leaks', input: [8, 8, 3], layers }), 8, 1);
const optimizer = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

describe('the tensorflow backend', { skip }, () => {
  test('holds as many tensors after a hundred steps as after one, and none when disposed', async () => {
    const { tf } = loadTensorFlow();
    const before = tf.memory().numTensors;
    const session = await backend.open({ ...one, optimizer, seed: 1 });
    const batch = Int32Array.from({ length: 8 }, (_, i) => i);
    const step = async () => {
      await session.train(batch, 0.01);
      await session.gradients(batch);
      await session.logits(one.images, one.count);
      await session.parameters();
      await session.optimizerState();
      return tf.memory().numTensors;
    };
    const first = await step();
    for (let i = 0; i < 100; i++) await step();
    assert.equal(await step(), first);
    await session.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  test('reports its device', async () => {
    const { device, cuda, version } = await backend.inspect!();
    assert.match(version, /^TensorFlow \d+\.\d+\.\d+$/);
    assert.equal(device, cuda ? 'NVIDIA GPU (CUDA)' : 'CPU');
  });

  test('prints nothing on standard output when it is loaded', async () => {
    const index = join(import.meta.dirname, '../../native-bridge/backends/tensorflow/index.ts');
    const script = `const { tensorflowBackend: b } = await import(${JSON.stringify(index)}); await b.inspect(); console.log('end');`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    assert.equal(stdout, 'end\n');
  });
});
