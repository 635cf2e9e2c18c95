/**
 * Nets trained by every backend pass the check of their exported file, including large weights and logits; a file with the
 * parameters of one step earlier does not.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { drawSynthetic } from '../../datasets/synthetic/synthetic.ts';
import type { Session } from '../../native-bridge/backends/backend.ts';
import { BACKENDS } from '../../native-bridge/backends/table.ts';
import { initialise } from '../../native-bridge/convnet/initialisers.ts';
import type { Network } from '../../native-bridge/convnet/network.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import type { Parameters } from '../../native-bridge/convnet/tensor.ts';
import { exportOnnx } from '../../native-bridge/onnx/export.ts';
import { type ParityReport, parityReport } from '../../native-bridge/onnx/parity.ts';
import { openModel } from '../../native-bridge/onnx/session.ts';
import { softmax } from '../../native-bridge/training/evaluate.ts';
import { useEmulatedGpu } from '../helpers/emulated-gpu.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { CLASSES, FACTS } from '../unit/native-bridge/onnx/fixtures.ts';
import { availability } from './availability.ts';
import { withSession } from './sessions.ts';

const { train, test: pictures } = drawSynthetic({ trainPerClass: 5, testPerClass: 10, seed: 3 });
const batch = Int32Array.from(train.labels.keys());

/** Initial kernels `factor` times as large as usual, or a high rate: a few steps then do what otherwise takes thousands. */
interface Training {
  readonly preset: string;
  readonly factor: number;
  readonly rate: number;
  readonly steps: number;
}
const ORDINARY: Training = { preset: 'course', factor: 1, rate: 0.009, steps: 30 };
const LARGE: readonly Training[] = [
  { preset: 'course', factor: 16, rate: 0.005, steps: 100 },
  { preset: 'three-block', factor: 1, rate: 0.1, steps: 40 },
  { preset: 'lenet5', factor: 5, rate: 0.001, steps: 30 },
  { preset: 'four-block', factor: 1, rate: 0.2, steps: 12 },
];

function firstParameters(network: Network, factor: number): Parameters {
  const scaled = Object.entries(initialise(network, 1)).map(([name, { shape, data }]) => {
    return [name, { shape, data: name.startsWith('W') ? data.map((w) => w * factor) : data }] as const;
  });
  return Object.fromEntries(scaled);
}

async function reportOf(
  path: string,
  network: Network,
  parameters: Parameters,
  session: Session,
): Promise<ParityReport> {
  writeFileSync(path, exportOnnx({ network, parameters, classes: CLASSES, metadata: FACTS }));
  const { images, count, labels } = pictures;
  const logits = await session.logits(images, count);
  const model = await openModel(path);
  const question = { model, images, count, labels, logits, probabilities: softmax(logits, CLASSES.length) };
  return parityReport(question).finally(() => model.release());
}

useEmulatedGpu('fast');
for (const row of BACKENDS) {
  const { backend, skip } = await availability(row);

  describe(`a net trained by ${row.id}`, { skip }, () => {
    const path = join(temporaryFolder({ after }), 'model.onnx');
    const trained = (training: Training, work: (session: Session, network: Network) => Promise<void>) => {
      const network = presetNetwork(training.preset);
      const optimizer = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
      const parameters = firstParameters(network, training.factor);
      return withSession(backend, { network, parameters, optimizer, ...train, seed: 1 }, async (session) => {
        for (let step = 0; step < training.steps; step++) await session.train(batch, training.rate);
        await work(session, network);
      });
    };

    test('passes with the tolerance for small logits, and the parameters of one step earlier do not', () =>
      trained(ORDINARY, async (session, network) => {
        const right = await reportOf(path, network, await session.parameters(), session);
        assert.ok(right.passed && right.tolerance < 2e-5, JSON.stringify(right));
        const earlier = await session.parameters();
        await session.train(batch, 1e-4);
        const wrong = await reportOf(path, network, earlier, session);
        assert.equal(wrong.passed, false, JSON.stringify(wrong));
      }));

    // On a software adapter or an emulated GPU these would take minutes.
    for (const training of row.id === 'fused-webgpu' || row.id === 'fused-cuda' ? [] : LARGE) {
      test(`passes with large logits: ${training.preset}`, () =>
        trained(training, async (session, network) => {
          const report = await reportOf(path, network, await session.parameters(), session);
          assert.ok(report.passed, JSON.stringify(report));
          // A fixed bound of 1e-5 for every net refused these.
          if (training.factor > 1) assert.ok(report.maxDifference > 1e-5, JSON.stringify(report));
        }));
    }
  });
}
