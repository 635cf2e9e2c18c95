/**
 * The Python programs compared with the float64 reference: every kind of layer, windows of even size, unequal pads on both
 * sides. If a library is not installed, its tests are skipped: `lab bench --peers` installs it.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { epochSeed, miniBatches } from '../../../../datasets/minibatch.ts';
import { PEERS, runPeer } from '../../../../main/services/peers.ts';
import { findPython } from '../../../../main/services/python.ts';
import { homeFolder } from '../../../../native-bridge/backends/building/install.ts';
import { Network } from '../../../../native-bridge/convnet/network.ts';
import type { Parameters } from '../../../../native-bridge/convnet/tensor.ts';
import { CHECK, handOut, type PeerTask } from '../../../../native-bridge/peers/hand-out.ts';
import { referenceLossAndGradients } from '../../../../native-bridge/reference/network.ts';
import { caseOf } from '../../../conformance/networks.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const network = Network.parse({
  name: 'every layer but dropout, whose masks are each library its own',
  input: [12, 11, 3],
  layers: [
    { kind: 'conv', filters: 5, kernel: 4 },
    { kind: 'batchNorm', momentum: 0.9 },
    { kind: 'relu' },
    { kind: 'maxPool', size: 3, stride: 2, padding: 'same' },
    { kind: 'conv', filters: 4, kernel: 2, stride: 2, padding: 'valid', bias: false },
    { kind: 'averagePool', size: 2, stride: 1, padding: 'same' },
    { kind: 'conv', filters: 4, kernel: 3, stride: 2 },
    { kind: 'averagePool', size: 2, stride: 2 },
    { kind: 'flatten' },
    { kind: 'dense', units: 7, bias: false },
    { kind: 'batchNorm' },
    { kind: 'relu' },
    { kind: 'dense', units: 4 },
  ],
});
const { parameters, images, labels } = caseOf(network, 20, 5);
const optimizer = { learningRate: 0.009, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const task: PeerTask = {
  ...{ network, parameters, optimizer, batchSize: 8, seed: 3, epochs: 2 },
  ...{
    train: { images, labels },
    test: { images: images.subarray(0, 3 * 12 * 11 * 3), labels: labels.subarray(0, 3) },
  },
};
const TOLERANCE = 1e-4; // float32 against float64 over six steps

test('the folder contains what training.py reads', async (t) => {
  const folder = temporaryFolder(t);
  await handOut(folder, task);
  const { parameters: specs, ...rest } = JSON.parse(readFileSync(join(folder, 'task.json'), 'utf8'));
  assert.deepEqual(rest, { network, optimizer, batchSize: 8, epochs: 2, check: CHECK });
  const values = floats(join(folder, 'parameters.float32'));
  let at = 0;
  for (const { name, shape } of specs as { name: string; shape: number[] }[]) {
    const { data } = parameters[name]!;
    assert.deepEqual(values.subarray(at, at + data.length), data, name);
    assert.deepEqual(shape, parameters[name]!.shape);
    at += data.length;
  }
  assert.equal(at, values.length);
  assert.deepEqual(new Uint8Array(readFileSync(join(folder, 'train.images.uint8'))), images);
  const second = miniBatches(20, 8, epochSeed(3, 1)).flatMap((batch) => [...batch]);
  assert.deepEqual([...integers(join(folder, 'order.int32'))].slice(20, 40), second);
  assert.deepEqual([...integers(join(folder, 'test.labels.int32'))], [...labels.subarray(0, 3)]);
});

const FORMS = { eager: ['contiguous', 'channels_last'], compiled: ['channels_last'], function: ['graph', 'XLA'] };

for (const peer of PEERS) {
  const python = await findPython(peer, homeFolder());
  const skip = python === null && `no Python here has ${peer.modules.join(' and ')}; lab bench --peers installs it`;
  describe(peer.id, { skip }, () => {
    for (const form of FORMS[peer.mode]) {
      test(`${form}: costs equal the reference's`, async (t) => {
        const folder = temporaryFolder(t);
        await handOut(folder, task);
        const report = await runPeer(peer, python!, folder, { form, check: true });
        assert.deepEqual([report.peer, report.form], [peer.id, form]);
        assert.deepEqual([report.epochSeconds.length, report.costs.length], [1, 2]);
        const expected = referenceCosts(parameters);
        near(report.checkCosts!, expected);
        assert.ok(Math.abs(expected[0]! - expected[1]!) > 10 * TOLERANCE, 'the steps are visible in the costs');
      });
    }
  });
}

test('the tolerance detects another net: one transposed kernel', () => {
  const { shape, data } = parameters.W1!; // (4,4,3,5)
  const [rows, columns, rest] = [4, 4, 15];
  const turned = data.map((_, i) => {
    const [row, column] = [Math.floor(i / rest / columns), Math.floor(i / rest) % columns];
    return data[(column * rows + row) * rest + (i % rest)]!;
  });
  const other = referenceCosts({ ...parameters, W1: { shape, data: turned } });
  assert.throws(() => near(other, referenceCosts(parameters)));
});

function near(said: readonly number[], expected: readonly number[]): void {
  assert.equal(said.length, expected.length);
  for (const [epoch, cost] of said.entries()) {
    assert.ok(Math.abs(cost - expected[epoch]!) <= TOLERANCE, `epoch ${epoch}: ${cost}, not ${expected[epoch]}`);
  }
}

/** Mean costs of the check's epochs in float64, with Adam as in AdamSettings of backend.ts. */
function referenceCosts(start: Parameters): number[] {
  const { learningRate, beta1, beta2, epsilon } = optimizer;
  const current = Object.fromEntries(
    Object.entries(start).map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
  );
  const moments = new Map<string, { m: number; v: number }[]>();
  let t = 0;
  return Array.from({ length: CHECK.epochs }, (_, epoch) => {
    let cost = 0;
    for (const batch of miniBatches(20, 8, epochSeed(3, epoch))) {
      const { loss, gradients } = referenceLossAndGradients(network, current, images, labels, batch, { ties: 'first' });
      cost += loss * batch.length;
      t++;
      const size = (learningRate * CHECK.rateShare * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
      for (const [name, { data: g }] of Object.entries(gradients)) {
        const slots = moments.get(name) ?? Array.from(g, () => ({ m: 0, v: 0 }));
        moments.set(name, slots);
        for (const [i, slot] of slots.entries()) {
          slot.m = beta1 * slot.m + (1 - beta1) * g[i]!;
          slot.v = beta2 * slot.v + (1 - beta2) * g[i]! ** 2;
          current[name]!.data[i]! -= (size * slot.m) / (Math.sqrt(slot.v) + epsilon);
        }
      }
    }
    return cost / 20;
  });
}

function floats(file: string): Float32Array {
  return new Float32Array(new Uint8Array(readFileSync(file)).buffer);
}

function integers(file: string): Int32Array {
  return new Int32Array(new Uint8Array(readFileSync(file)).buffer);
}
