/** What the parity check refuses: wrong graphs of every kind, compared with the float64 reference, with small and large logits. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { IMAGE_BYTES } from '../../../../datasets/dataset.ts';
import { drawSynthetic } from '../../../../datasets/synthetic/synthetic.ts';
import type { Network } from '../../../../native-bridge/convnet/network.ts';
import { PRESET_NAMES, presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import type { Parameters, Tensor32 } from '../../../../native-bridge/convnet/tensor.ts';
import { exportOnnx } from '../../../../native-bridge/onnx/export.ts';
import { OnnxError } from '../../../../native-bridge/onnx/onnx-error.ts';
import { type ParityReport, parityReport } from '../../../../native-bridge/onnx/parity.ts';
import { decodeModel, encodeModel } from '../../../../native-bridge/onnx/schema.ts';
import { openModel } from '../../../../native-bridge/onnx/session.ts';
import { referenceForward } from '../../../../native-bridge/reference/network.ts';
import { softmax } from '../../../../native-bridge/training/evaluate.ts';
import { caseOf } from '../../../conformance/networks.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { ALL_KINDS, CLASSES, FACTS } from './fixtures.ts';
import { FAULTS, type Fault, MORE_FAULTS, ONE_WEIGHT } from './wrong-graphs.ts';

const path = join(temporaryFolder({ after }), 'model.onnx');
const drawn = drawSynthetic({ trainPerClass: 2, testPerClass: 0, seed: 4 }).train; // 12 pictures

interface Net {
  readonly network: Network;
  readonly parameters: Parameters;
  readonly count: number;
  /** (count,6) of the reference. */
  readonly logits: Float32Array;
}

function netWith(network: Network, parameters: Parameters, count: number): Net {
  const logits = Float32Array.from(referenceForward(network, parameters, drawn.images, count).data);
  return { network, parameters, count, logits };
}

/** Factors for the parameters of a net: for all of them, and for those of the last layer. */
interface Scale {
  readonly words: string;
  readonly all: number;
  /** Scaled to this largest logit; null: not scaled. */
  readonly size: number | null;
}
const SMALL_LOGITS: Scale = { words: 'small logits', all: 1, size: null };
const LARGEST: Scale = { words: 'logits up to 1000, large weights everywhere', all: 4, size: 1000 };
const SCALES: readonly Scale[] = [SMALL_LOGITS, { words: 'logits up to 100', all: 1, size: 100 }, LARGEST];

function netOf(network: Network, { all, size }: Scale, count: number): Net {
  const { parameters } = caseOf(network, 1, 11);
  const net = netWith(network, scaled(parameters, Object.keys(parameters), all), count);
  if (size === null) return net;
  const factor = size / Math.max(...net.logits.map(Math.abs));
  return netWith(network, scaled(net.parameters, Object.keys(parameters).slice(-2), factor), count);
}

function scaled(parameters: Parameters, names: readonly string[], factor: number): Parameters {
  const times = ({ shape, data }: Tensor32): Tensor32 => ({ shape, data: data.map((value) => value * factor) });
  return { ...parameters, ...Object.fromEntries(names.map((name) => [name, times(parameters[name]!)])) };
}

async function reportOf({ network, parameters, count, logits }: Net, change?: Fault[1]): Promise<ParityReport> {
  const model = decodeModel(exportOnnx({ network, parameters, classes: CLASSES, metadata: FACTS }));
  change?.(model.graph);
  writeFileSync(path, encodeModel(model));
  const open = await openModel(path);
  const images = drawn.images.subarray(0, count * IMAGE_BYTES);
  const labels = drawn.labels.subarray(0, count);
  const probabilities = softmax(logits, CLASSES.length);
  return parityReport({ model: open, images, count, labels, logits, probabilities }).finally(() => open.release());
}

for (const [network, faults] of [
  [presetNetwork('course'), [...FAULTS, ...ONE_WEIGHT]],
  [ALL_KINDS, [...FAULTS, ...MORE_FAULTS]],
] as const) {
  for (const scale of [SMALL_LOGITS, LARGEST]) {
    describe(`of ${network.name} with ${scale.words}`, () => {
      const net = netOf(network, scale, drawn.count);
      test('the right graph passes', async () => {
        const report = await reportOf(net);
        assert.ok(report.passed, JSON.stringify(report));
      });
      for (const [what, change] of faults) {
        test(`${what}: refused`, async () => {
          const report = await reportOf(net, change).catch(refusal);
          assert.equal(report.passed, false, JSON.stringify(report));
        });
      }
    });
  }
}

/** An operator that no export writes is reported, not measured. */
function refusal(error: unknown): { passed: false } {
  assert.ok(error instanceof OnnxError && /operator (LeakyRelu|Dropout), which/.test(error.message), String(error));
  return { passed: false };
}

describe('the right graph passes', () => {
  for (const name of PRESET_NAMES) {
    for (const scale of SCALES) {
      test(`of ${name} with ${scale.words}`, async () => {
        const report = await reportOf(netOf(presetNetwork(name), scale, 2));
        assert.ok(report.passed, JSON.stringify(report));
      });
    }
  }
});
